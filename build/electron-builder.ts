import type { Configuration } from "electron-builder";

/** What `npm run package` makes of dist/: one installer a platform, fuses set, natives unpacked, no update feed. */
export const configuration: Configuration = {
  appId: "io.midwatch.console",
  productName: "Midwatch",
  electronVersion: "45.4.1",
  // better-sqlite3 brings Node-API prebuilds in its tarball.
  npmRebuild: false,
  directories: { output: "release", buildResources: "build/resources" },
  files: ["dist/**", "!dist/**/*.map", "package.json", "!**/better-sqlite3/{deps,src}/**"],
  asarUnpack: ["**/*.node"],
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
  linux: {
    target: ["AppImage", "deb", "rpm"],
    category: "Development",
    maintainer: "The Midwatch authors <midwatch@localhost>",
    syncDesktopName: true,
    desktop: { entry: { StartupNotify: "true" } },
  },
  mac: {
    target: [
      { target: "dmg", arch: "universal" },
      { target: "zip", arch: "universal" },
    ],
    // Unsigned apps do not start on arm64 once the fuses are flipped: sign ad hoc until there is an identity.
    identity: "-",
    hardenedRuntime: false,
    notarize: false,
    x64ArchFiles: "**/better-sqlite3/prebuilds/darwin-*.node",
  },
  win: { target: [{ target: "nsis", arch: ["x64", "arm64"] }], signtoolOptions: null },
  nsis: { oneClick: false, perMachine: false },
};
