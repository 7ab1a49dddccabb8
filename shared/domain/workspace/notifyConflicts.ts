import { templateProblem } from "../notify/bodies/gatewayBody.ts";
import type { Conflict } from "./conflict.ts";
import type { WorkspaceFile } from "./model.ts";

/** What the schema cannot say of `notify`: names that are used twice or that nothing defines, and templates that are none. */
export function notifyConflicts({ notify, hosts, environments, services }: WorkspaceFile): readonly Conflict[] {
  if (!notify) return [];
  const { channels, routes, escalations, people, rotas } = notify;
  const found: Conflict[] = [];
  const add = (path: readonly PropertyKey[], message: string) => found.push({ path: ["notify", ...path], message });

  const targets = new Set<string>();
  for (const [list, entries] of Object.entries({ channels, people, rotas })) {
    for (const [index, { name }] of entries.entries()) {
      if (targets.has(name))
        add([list, index, "name"], `${name} is named twice: channels, people and rotas need names of their own`);
      targets.add(name);
    }
  }
  const unique = (list: "routes" | "escalations", entries: readonly { readonly name: string }[]) => {
    for (const [index, { name }] of entries.entries()) {
      if (entries.findIndex((one) => one.name === name) < index)
        add([list, index, "name"], `The name ${name} is used twice under ${list}`);
    }
  };
  unique("routes", routes);
  unique("escalations", escalations);

  const known = (path: readonly PropertyKey[], names: readonly string[], all: ReadonlySet<string>, what: string) => {
    for (const [index, name] of names.entries()) {
      if (!all.has(name)) add([...path, index], `No ${what} is called ${name}${choices(all)}`);
    }
  };
  const channelNames = new Set(channels.map(({ name }) => name));
  const personNames = new Set(people.map(({ name }) => name));
  const environmentNames = new Set(Object.keys(environments));
  const serviceNames = new Set(services?.map(({ name }) => name));
  for (const [index, route] of routes.entries()) {
    known(["routes", index, "notify"], route.notify, targets, "channel, person or rota");
    known(["routes", index, "environments"], route.environments ?? [], environmentNames, "environment");
    if (services) known(["routes", index, "services"], route.services ?? [], serviceNames, "service of this workspace");
    if (route.escalation !== undefined && !escalations.some(({ name }) => name === route.escalation))
      add(["routes", index, "escalation"], `No escalation is called ${route.escalation}`);
  }
  for (const [index, { steps }] of escalations.entries()) {
    for (const [at, step] of steps.entries()) {
      known(["escalations", index, "steps", at, "notify"], step.notify, targets, "channel, person or rota");
      const before = steps[at - 1];
      if (before && step.after <= before.after)
        add(["escalations", index, "steps", at, "after"], "Each step comes later than the one before it");
    }
  }
  for (const [index, { notify: own }] of people.entries())
    known(["people", index, "notify"], own, channelNames, "channel");
  for (const [index, { people: own, overrides }] of rotas.entries()) {
    known(["rotas", index, "people"], own, personNames, "person");
    for (const [at, { person, from, until }] of overrides.entries()) {
      if (!personNames.has(person))
        add(["rotas", index, "overrides", at, "person"], `No person is called ${person}${choices(personNames)}`);
      if (Date.parse(from) >= Date.parse(until))
        add(["rotas", index, "overrides", at, "until"], "It ends before it begins");
    }
  }
  const hostNames = new Set(hosts.map(({ name }) => name));
  for (const [index, channel] of channels.entries()) {
    if ("via" in channel && channel.via !== undefined && !hostNames.has(channel.via))
      add(["channels", index, "via"], `No host of this workspace is called ${channel.via}`);
    if (channel.kind === "email" && (channel.user === undefined) !== (channel.password === undefined))
      add(["channels", index, "user"], "A user needs a password, and a password a user");
    if (channel.kind === "email" && channel.security === "none" && channel.password !== undefined)
      add(["channels", index, "security"], "A password is not sent in the clear: use starttls or tls");
    const problem = channel.kind === "gateway" ? templateProblem(channel.template) : null;
    if (problem !== null) add(["channels", index, "template"], `This is no template: ${problem}`);
  }
  return found;
}

function choices(names: ReadonlySet<string>): string {
  return names.size === 0 ? "" : `: use one of ${[...names].join(", ")}`;
}
