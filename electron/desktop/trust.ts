import { appOrigin } from "./appScheme.ts";

/** The parts of Electron's WebFrameMain that tell who sent a message. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
}

/** Only the page's own top frame may ask for a port; a frame that is already gone may not. */
export function isTrustedFrame(frame: SenderFrame | null | undefined): boolean {
  return frame != null && frame.parent === null && frame.origin === appOrigin;
}

/** A link that may be handed to the system browser: https or mailto, without credentials in it. */
export function externalLink(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  if (username !== "" || password !== "") return null;
  return protocol === "https:" || protocol === "mailto:" ? href : null;
}

/** Switches that would open the app to other programs; an installed app refuses to start with them. */
export function forbiddenSwitch(argv: readonly string[]): string | null {
  const forbidden = ["--remote-debugging-port", "--remote-debugging-pipe", "--inspect", "--inspect-brk", "--js-flags"];
  return argv.find((argument) => forbidden.includes(argument.split("=")[0] ?? "")) ?? null;
}
