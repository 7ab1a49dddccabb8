import { formatSpan } from "../format/duration.ts";
import type { Step } from "./step.ts";

/** What a step is called where it has no title of its own. */
export function stepTitle(step: Step): string {
  if (step.title !== undefined) return step.title;
  switch (step.kind) {
    case "ssh":
      return `Run ${step.ssh[0]}`;
    case "script":
      return "Run a script";
    case "systemd":
      return `${capital(step.systemd.action)} ${step.systemd.name}`;
    case "docker":
      return `${capital(step.docker.action)} the container ${step.docker.name}`;
    case "compose":
      return step.compose.restart === undefined
        ? `Scale ${step.compose.scale?.service}`
        : `Restart ${step.compose.restart}`;
    case "http":
      return `${step.http.method} ${step.http.url}`;
    case "wait":
      return `Wait ${formatSpan(step.wait)}`;
    case "until":
      return `Wait until ${step.until}`;
    case "verify":
      return `Verify ${step.verify}`;
    case "ask":
      return "Ask";
    case "kubernetes": {
      const [action = ""] = Object.keys(step.kubernetes).filter((key) => key !== "cluster" && key !== "namespace");
      return `Kubernetes ${action}`;
    }
  }
}

/** The longest that a step may take, in milliseconds. */
export function stepTimeoutMs(step: Step): number {
  return step.kind === "wait" ? step.wait : step.timeout;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
