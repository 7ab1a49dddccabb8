/**
 * The import matrix of the architecture, for dependency-cruiser: what is not allowed here is an error.
 * tests/unit/build/layers.test.ts proves that forbidden imports fail.
 */
const allow = (from, to) => ({ from: { path: from }, to: { path: to } });

/** Packages by the folder that may use them; Node's own modules are "core". */
const packages = (...names) => `^node_modules/(@types/)?(${names.join("|")})(/|$)`;

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A cycle means two files that are really one, or a type in the wrong place.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved",
      comment: "An import that resolves to nothing, or to a package that package.json does not name.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "services-by-types-only",
      comment: "A service uses another one through its types.ts; composing them is the host's work.",
      severity: "error",
      from: { path: "^electron/services/([^/]+)/" },
      to: { path: "^electron/services/[^/]+/", pathNot: ["^electron/services/$1/", "/types\\.ts$"] },
    },
    {
      name: "features-apart",
      comment: "Features do not import each other: what they share belongs in renderer/ui, state or app.",
      severity: "error",
      from: { path: "^renderer/features/([^/]+)/" },
      to: { path: "^renderer/features/", pathNot: "^renderer/features/$1/" },
    },
  ],
  allowedSeverity: "error",
  allowed: [
    allow("^shared/base/", "^shared/base/"),
    allow("^shared/domain/", [
      "^shared/(base|domain)/",
      packages("zod", "re2js", "yaml", "fast-xml-parser", "simple-statistics"),
    ]),
    allow("^shared/contract/", ["^shared/(base|domain|contract)/", packages("zod")]),

    { from: { path: "^electron/services/" }, to: { path: "^(shared|electron/services)/" } },
    {
      from: { path: "^electron/services/" },
      to: {
        path: packages(
          "ssh2",
          "ssh-config",
          "better-sqlite3",
          "node-pty",
          "yaml",
          "zod",
          "node",
          "ws",
          "@bufbuild/protobuf",
          "snappyjs",
          "nodemailer",
        ),
      },
    },
    {
      from: { path: "^electron/host/" },
      to: { path: ["^shared/", "^electron/(services|host)/", packages("zod", "node")] },
    },
    { from: { path: "^electron/demo/" }, to: { path: ["^shared/", "^electron/demo/", packages("ssh2", "node")] } },
    { from: { path: "^electron/demo/" }, to: { path: ["^electron/services/(log|systemClock)\\.ts$"] } },
    // Programs in containers speak over WebSockets.
    { from: { path: "^electron/demo/kubernetes/podExec\\.ts$" }, to: { path: packages("ws") } },
    // The demo is a fleet and a console over it: its entry alone composes the two.
    {
      from: { path: "^electron/demo/main\\.ts$" },
      to: { path: ["^electron/(headless|host)/", "^electron/services/jsonLinesLog\\.ts$", packages("zod")] },
    },
    // What a console would have recorded of it goes where a console records.
    {
      from: { path: "^electron/demo/past/seedPast\\.ts$" },
      to: { path: "^electron/services/(slo/sliceDatabase|events/eventDatabase)\\.ts$" },
    },
    {
      from: { path: "^electron/headless/" },
      to: { path: ["^shared/", "^electron/(host|headless)/", "^electron/services/", packages("ws", "node")] },
    },
    {
      from: { path: "^electron/desktop/" },
      to: { path: ["^shared/", "^electron/(host|desktop)/", "^electron/services/", packages("electron", "node")] },
    },
    { from: { path: "^electron/", pathNot: "^electron/desktop/" }, to: { dependencyTypes: ["core"] } },
    { from: { path: "^electron/desktop/" }, to: { dependencyTypes: ["core"] } },

    allow("^renderer/", [
      "^shared/",
      "^renderer/",
      packages(
        "react",
        "react-dom",
        "react-aria-components",
        "zustand",
        "uplot",
        "lucide-react",
        "zod",
        "@codemirror/.*",
        "@lezer/highlight",
        "@xterm/.*",
        "@prometheus-io/codemirror-promql",
        "@fontsource-variable/.*",
      ),
    ]),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".d.ts", ".js", ".mjs", ".cjs", ".json", ".css"],
    },
    moduleSystems: ["es6", "cjs", "tsd"],
  },
};
