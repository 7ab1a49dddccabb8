import { appHost, appOrigin, appScheme } from "./appScheme.ts";

/** The parts of Electron's WebFrameMain that tell who sent a message. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
}

/** Only the page's own top frame may ask for a port; a frame that is already gone may not. */
export function isTrustedFrame(frame: SenderFrame | null | undefined): boolean {
  return frame != null && frame.parent === null && frame.origin === appOrigin;
}

/** A URL or an origin of the page itself. */
function isOwnAddress(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === `${appScheme}:` && host === appHost;
}

/**
 * The one permission the page has: to put text on the clipboard (its copy buttons), from its own top frame. Chromium
 * allows that only in answer to a click or a key.
 */
export function isAllowedPermission(
  permission: string,
  asker: { readonly url: string | undefined; readonly isMainFrame: boolean },
): boolean {
  return permission === "clipboard-sanitized-write" && asker.isMainFrame && isOwnAddress(asker.url);
}

/** A file that the page made itself, such as an export: the one thing it may hand out, and the user is asked where to. */
export function isOwnDownload(url: string): boolean {
  return url.startsWith(`blob:${appOrigin}/`);
}

/** A link that may be handed to the system browser: https or mailto, without credentials in it. */
export function externalLink(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  if (username !== "" || password !== "") return null;
  return protocol === "https:" || protocol === "mailto:" ? href : null;
}

/** By their beginnings: `--inspect-brk`, `--inspect-port`, `--remote-debugging-pipe` and their like. */
const forbidden = [
  "remote-debugging",
  "remote-allow-origins",
  "inspect",
  "js-flags",
  "load-extension",
  "disable-web-security",
];

/**
 * Switches that would open the app to other programs; an installed app refuses to start with them. Chromium also takes
 * them with one dash, and on Windows with a slash and in any case.
 */
export function forbiddenSwitch(argv: readonly string[], platform: NodeJS.Platform): string | null {
  const start = platform === "win32" ? /^(?:--?|\/)/ : /^--?/;
  const nameOf = (argument: string) => (start.test(argument) ? argument.replace(start, "").toLowerCase() : "");
  return argv.find((argument) => forbidden.some((name) => nameOf(argument).startsWith(name))) ?? null;
}
