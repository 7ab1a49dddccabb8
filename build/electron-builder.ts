import type { Configuration } from "electron-builder";

/** What `npm run package` makes of dist/: one installer a platform, fuses set, natives unpacked, no update feed. */
export const configuration: Configuration = {
  appId: "io.midwatch.console",
  productName: "Midwatch",
  electronVersion: "45.4.1",
  // better-sqlite3 and node-pty bring Node-API prebuilds, the latter in a package a platform.
  npmRebuild: false,
  directories: { output: "release", buildResources: "build/resources" },
  // The headless shell, the demo and the doctor stay behind: without RunAsNode nothing could run them.
  files: [
    "dist/{desktop,preload,samplesWorker}.cjs",
    "dist/images/**",
    "dist/renderer/**",
    "!**/*.map",
    "package.json",
    "!**/better-sqlite3/{deps,src}/**",
    "!**/better-sqlite3/binding.gyp",
    // Headers for compiling, which nobody does here.
    "!**/node-addon-api/**",
  ],
  // node-pty's helper on a Mac is a program beside its native part.
  asarUnpack: ["**/*.node", "**/@lydell/node-pty-*/**"],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  toolsets: { appimage: "1.0.3" },
  publish: null,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills these in
  artifactName: "midwatch-${version}-${os}-${arch}.${ext}",
  icon: "build/resources/icon.png",
  extraResources: ["LICENSE", "README.md"],
  // deb and rpm want an address. There is no site yet, and one that is made up may be somebody's: the README they install.
  ...(process.platform === "linux" ? { extraMetadata: { homepage: "file:///opt/Midwatch/resources/README.md" } } : {}),
  linux: {
    files: ["!**/better-sqlite3/prebuilds/{darwin,win32}-*", "!**/@lydell/node-pty-{darwin,win32}-*/**"],
    executableName: "midwatch",
    target: ["AppImage", "deb", "rpm"],
    category: "Development",
    maintainer: "The Midwatch authors",
    syncDesktopName: true,
    desktop: { entry: { StartupNotify: "true" } },
  },
  mac: {
    files: ["!**/better-sqlite3/prebuilds/{linux,linuxmusl,win32}-*", "!**/@lydell/node-pty-{linux,win32}-*/**"],
    target: [
      { target: "dmg", arch: "universal" },
      { target: "zip", arch: "universal" },
    ],
    // Unsigned apps do not start on arm64 once the fuses are flipped: sign ad hoc until there is an identity.
    identity: "-",
    hardenedRuntime: false,
    notarize: false,
    x64ArchFiles: "**/{better-sqlite3/prebuilds/darwin-*.node,@lydell/node-pty-darwin-*/**}",
  },
  win: {
    files: ["!**/better-sqlite3/prebuilds/{linux,linuxmusl,darwin}-*", "!**/@lydell/node-pty-{linux,darwin}-*/**"],
    target: [{ target: "nsis", arch: ["x64", "arm64"] }],
    signtoolOptions: null,
  },
  nsis: { oneClick: false, perMachine: false },
};
