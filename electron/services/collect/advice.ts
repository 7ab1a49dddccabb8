/** What to do about a section that could not be read, from the words of the host. */
export function adviceFor(section: string, text: string): string {
  for (const [sections, pattern, advice] of rules) {
    if ((sections === null || sections.includes(section)) && pattern.test(text)) return advice;
  }
  return fallback[section] ?? "Run the command by hand on the host to see why it fails.";
}

type Rule = readonly [sections: readonly string[] | null, pattern: RegExp, advice: string];

const rules: readonly Rule[] = [
  [
    ["kernel"],
    /not permitted|permission|not seeing messages|insufficient/i,
    "Xid not readable: add the user to group adm or systemd-journal.",
  ],
  [["containers"], /permission denied|connect: permission/i, "Add the user to group docker, or leave containers out."],
  [
    ["containers"],
    /cannot connect|is the docker daemon running/i,
    "The container daemon does not answer. Start it, or ignore this when the host runs no containers.",
  ],
  [
    ["units"],
    /not been booted with systemd|failed to connect to bus|host is down/i,
    "This host does not run systemd: services are not shown.",
  ],
  [
    ["stream", "probe"],
    /not available|nologin/i,
    "The account has no shell. Use an account whose login shell is a POSIX shell, fish or csh.",
  ],
  [
    ["stream", "probe"],
    /is not recognized|CommandNotFoundException|ParserError/i,
    "The login shell is cmd or PowerShell: Windows hosts are not supported.",
  ],
  [
    ["stream", "probe"],
    /not found|unknown command|restricted/i,
    "The login shell could not start sh. Use an account with an ordinary login shell.",
  ],
  [
    ["apps", "xml", "gpu"],
    /timed out|did not answer/i,
    "nvidia-smi takes too long. Look for a GPU that hangs (Xid 119) and for persistence mode.",
  ],
  [null, /permission denied|insufficient permissions/i, "The user may not read this. Give it the right, or ignore it."],
];

const fallback: Readonly<Record<string, string>> = {
  kernel: "Xid not readable: add the user to group adm or systemd-journal.",
  stream: "The collector's shell script ended. Log in by hand with the same user and see what the shell prints.",
  probe: "Log in by hand with the same user and see what the shell prints.",
  xml: "Details (MIG, graphics processes) are missing; the readings each tick are not affected.",
  apps: "GPU processes are not shown.",
  "unit names": "systemd's escapes (\\x2d) cannot be asked for: the others of the list are shown.",
  ps: "Processes are shown without user and command line: this host's ps is not procps.",
  filesystems: "A network file system that does not answer can block df.",
};
