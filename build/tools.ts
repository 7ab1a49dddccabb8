/** The outside programs that tests run for real: found, or installed where that is possible. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter } from "node:path";

export interface Tool {
  readonly name: string;
  /** Names or absolute paths to look for, best first. */
  readonly programs: readonly string[];
  readonly debianPackage: string;
}

export const tools: readonly Tool[] = [
  { name: "chromium", programs: ["chromium", "chromium-browser", "google-chrome"], debianPackage: "chromium" },
  { name: "sshd", programs: ["/usr/sbin/sshd", "sshd"], debianPackage: "openssh-server" },
  { name: "ssh", programs: ["ssh"], debianPackage: "openssh-client" },
  { name: "prometheus", programs: ["prometheus"], debianPackage: "prometheus" },
  { name: "promtool", programs: ["promtool"], debianPackage: "prometheus" },
  {
    name: "alertmanager",
    programs: ["prometheus-alertmanager", "alertmanager"],
    debianPackage: "prometheus-alertmanager",
  },
  {
    name: "node_exporter",
    programs: ["prometheus-node-exporter", "node_exporter"],
    debianPackage: "prometheus-node-exporter",
  },
  {
    name: "victoria-metrics",
    programs: ["victoria-metrics", "victoria-metrics-prod"],
    debianPackage: "victoria-metrics",
  },
  {
    name: "journald",
    programs: ["/lib/systemd/systemd-journald", "/usr/lib/systemd/systemd-journald"],
    debianPackage: "systemd",
  },
  { name: "openssl", programs: ["openssl"], debianPackage: "openssl" },
  { name: "amtool", programs: ["amtool"], debianPackage: "prometheus-alertmanager" },
  { name: "curl", programs: ["curl"], debianPackage: "curl" },
  { name: "kubectl", programs: ["kubectl"], debianPackage: "kubernetes-client" },
  { name: "busybox", programs: ["busybox"], debianPackage: "busybox" },
  { name: "sudo", programs: ["/usr/bin/sudo"], debianPackage: "sudo" },
  { name: "fish", programs: ["fish"], debianPackage: "fish" },
];

export function findProgram(tool: Tool): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const program of tool.programs) {
    const files = program.startsWith("/") ? [program] : folders.map((folder) => `${folder}/${program}`);
    const found = files.find(isExecutable);
    if (found) return found;
  }
  return null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

function apt(args: readonly string[]): boolean {
  const run = spawnSync("/usr/bin/apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: 600_000,
  });
  return run.status === 0;
}

/** Finds or installs `wanted`, says what it did, and returns the names that are still missing. */
export function ensureTools(wanted: readonly Tool[], say: (line: string) => void): readonly string[] {
  const absent = wanted.filter((tool) => !findProgram(tool));
  if (absent.length > 0 && canInstall()) {
    const packages = absent.map((tool) => tool.debianPackage);
    say(`Installing ${packages.join(", ")} with apt-get`);
    apt(["update", "-q"]);
    apt(["install", "-y", "-q", "--no-install-recommends", ...packages]);
  }
  for (const tool of wanted) say(`${tool.name}: ${findProgram(tool) ?? "not found"}`);
  return wanted.filter((tool) => !findProgram(tool)).map((tool) => tool.name);
}
