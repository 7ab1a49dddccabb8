/**
 * Whether sudo would ask for a password before a command that it allows. `sudo -l -- COMMAND` does not say: it tells what is
 * allowed, with or without one. What says it is `sudo -ll`, whose last entry for a command counts.
 */
export type PasswordAnswer = "no" | "yes" | "unknown";

/** One line below `Commands:`, with what its entry says of all of them. */
interface ListedCommand {
  readonly text: string;
  readonly users: string;
  readonly asks: boolean;
}

/** `program` is the path that sudo found for it. What could be meant is taken to be meant wherever a password is asked for. */
export function asksForPassword(listing: string, program: string, args: readonly string[]): PasswordAnswer {
  const found = parseListing(listing)
    .map((listed) => ({ ...listed, fits: fitOf(listed, program, args.join(" ")) }))
    .filter(({ fits }) => fits !== "no");
  if (found.length === 0) return "unknown";
  for (const { asks, fits } of found.reverse()) {
    if (asks) return "yes";
    if (fits === "yes") return "no";
  }
  return "no";
}

function parseListing(listing: string): readonly ListedCommand[] {
  const [defaults = "", ...entries] = listing.split(/^Sudoers entry:.*$/m);
  const never = /(^|[\s,])!authenticate\b/.test(defaults);
  return entries.flatMap((entry) => {
    const field = (name: string) => new RegExp(`^ +${name}: (.*)$`, "m").exec(entry)?.[1] ?? "";
    const options = field("Options").split(", ");
    const asks = !options.includes("!authenticate") && (!never || options.includes("authenticate"));
    const users = field("RunAsUsers");
    return [...entry.matchAll(/^\t(.+)$/gm)].map(([, text = ""]) => ({ text, users, asks }));
  });
}

type Fit = "yes" | "maybe" | "no";

/** A `!` only takes away: what sudo has said that it allows is not meant by it. */
function fitOf({ text, users }: ListedCommand, program: string, args: string): Fit {
  const becomesRoot = /(^|, )(ALL|root|#0)(,|$)/.test(users);
  if (text.startsWith("!") || (!becomesRoot && /^[a-z][a-z0-9_-]*(, [a-z][a-z0-9_-]*)*$/.test(users))) return "no";
  if (text === "ALL") return becomesRoot ? "yes" : "maybe";
  if (/^(\^|sha\d+:)/.test(text)) return "maybe";
  const [path = "", ...words] = text.split(" ");
  const ofPath = pathFit(path, program);
  const ofArgs = words.length === 0 ? "yes" : argsFit(words.join(" "), args);
  if (ofPath === "no" || ofArgs === "no") return "no";
  return becomesRoot && ofPath === "yes" && ofArgs === "yes" ? "yes" : "maybe";
}

/** The same name elsewhere may be the same file, as below /bin and /usr/bin. */
function pathFit(path: string, program: string): Fit {
  if (path === program) return "yes";
  if (/[*?[\]\\]/.test(path)) return "maybe";
  if (path.endsWith("/")) return path === program.slice(0, program.lastIndexOf("/") + 1) ? "yes" : "no";
  return baseName(path) === baseName(program) ? "maybe" : "no";
}

/** As fnmatch: sudo lets `*` match spaces too. */
function argsFit(pattern: string, args: string): Fit {
  if (pattern === '""') return args === "" ? "yes" : "no";
  if (/^\^|\[/.test(pattern)) return "maybe";
  const source = pattern.replace(/\\(.)|[\s\S]/g, (char, escaped: string | undefined) => {
    if (escaped === undefined && char === "*") return "[\\s\\S]*";
    if (escaped === undefined && char === "?") return "[\\s\\S]";
    return (escaped ?? char).replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
  });
  return new RegExp(`^${source}$`).test(args) ? "yes" : "no";
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
