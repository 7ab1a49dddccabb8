/** `npm run access -- create NAME [--role viewer|operator] | revoke NAME | list [--data DIR]`: who may open the console. */
import { parseArgs } from "node:util";
import { errorText } from "../../../shared/base/errors.ts";
import { role } from "../../../shared/contract/caller.ts";
import { accessFolder, createGrant, readGrants, revokeGrant } from "../../services/access/accessFiles.ts";
import { parseOptions } from "../options.ts";

const usage = `Usage: npm run access -- create NAME [--role viewer|operator] [--data DIR]
       npm run access -- revoke NAME [--data DIR]
       npm run access -- list [--data DIR]

A viewer (the default) sees everything and changes nothing; an operator acts under their own name.
`;

function main(args: readonly string[]): void {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { data: { type: "string" }, role: { type: "string", default: "viewer" } },
  });
  const options = parseOptions(values.data === undefined ? [] : ["--data", values.data], process.env, process.platform);
  if (options === "help") throw new Error(usage);
  const folder = accessFolder(options.dataFolder);
  const [command, name = "", ...more] = positionals;
  const print = (text: string) => process.stdout.write(text);
  if (command === "list" && name === "") {
    const grants = readGrants(folder, (problem) => process.stderr.write(`${problem}\n`));
    for (const one of grants) print(`${one.name}  ${one.role}  since ${new Date(one.createdAtMs).toISOString()}\n`);
    if (grants.length === 0) print("Nobody but whoever runs the console has a token.\n");
  } else if (command === "revoke" && more.length === 0) {
    revokeGrant(folder, name);
    print(`${name}'s token opens nothing any more. What is open with it closes within seconds.\n`);
  } else if (command === "create" && more.length === 0) {
    const asked = role.safeParse(values.role);
    if (!asked.success) throw new Error(`--role is viewer or operator, not "${values.role}"`);
    const token = createGrant(folder, { name, role: asked.data, nowMs: Date.now() });
    print(`${name} is ${asked.data}. Open the console's address with ?token=${token}\nIt is not shown again.\n`);
  } else throw new Error(usage);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = 2;
}
