import { describe, expect, it } from "vitest";
import { secretsOfChannel, secretsThatMove } from "../../../../shared/domain/workspace/channelSecrets.ts";
import { putChannel, removeChannel } from "../../../../shared/domain/workspace/editChannels.ts";
import { notifyChannel } from "../../../../shared/domain/workspace/notifyChannel.ts";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";

const whole = `version: 1
name: Lab
hosts:
  - name: gpu-a01
    environment: prod
notify:
  channels:
    - { name: room, kind: slack, url: "secret:room" } # the night's
    - { name: pager, kind: pagerduty, routingKey: "secret:key" }
    - name: mail
      kind: email
      host: smtp.example.org
      user: midwatch
      password: secret:smtp
      from: midwatch@example.org
      to: [oncall@example.org]
  people:
    - { name: ada, notify: [mail] }
  rotas:
    - { name: duty, zone: Europe/Berlin, start: 2026-11-02, people: [ada] }
  escalations:
    - name: wake
      steps: [{ after: 10m, notify: [duty] }]
  quietHours:
    during: [{ from: "22:00", to: "07:00", zone: Europe/Berlin }]
  routes:
    - { name: pages, severities: [critical], environments: [prod], notify: [room, duty], escalation: wake, groupWait: 30s }
`;
const problemsOf = (text: string) =>
  parseWorkspace(text, "midwatch.yaml").problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe("the section notify", () => {
  it("has the defaults of its kinds", () => {
    const { file, problems } = parseWorkspace(whole, "midwatch.yaml");
    expect(problems).toEqual([]);
    expect(file?.notify?.channels[1]).toMatchObject({ url: "https://events.pagerduty.com/v2/enqueue" });
    expect(file?.notify?.channels[2]).toMatchObject({ port: 587, security: "starttls" });
    expect(file?.notify?.routes[0]).toMatchObject({ from: "local", groupWait: 30_000, repeat: 14_400_000 });
  });

  it.each([
    ["notify: [room, duty]", "notify: [room, dutty]", "27:83 No channel, person or rota is called dutty"],
    ["people: [ada]", "people: [eve]", "20:70 No person is called eve: use one of ada"],
    ["escalation: wake", "escalation: sleep", "No escalation is called sleep"],
    ["environments: [prod]", "environments: [prd]", "No environment is called prd: use one of prod, staging, dev"],
    ["name: duty,", "name: ada,", "ada is named twice: channels, people and rotas need names of their own"],
    ["zone: Europe/Berlin, start", "zone: Europe/Berln, start", "Use the name of a time zone"],
    ['url: "secret:room"', 'url: "https://hooks.slack.com/services/T0/B0/x"', "Name a secret"],
    ["      user: midwatch\n", "", "A user needs a password, and a password a user"],
    ["      user: midwatch", "      security: none\n      user: midwatch", "A password is not sent in the clear"],
    ["groupWait: 30s", "groupWait: 30 s", "Use a duration such as 30s"],
    ["groupWait: 30s", "groupwait: 30s", "groupwait"],
    [
      `kind: slack, url: "secret:room"`,
      `kind: gateway, url: "https://g", template: "{{ .Title "`,
      "This is no template",
    ],
  ])("tells what is wrong with %s as %s", (right, wrong, problem) => {
    const text = whole.replace(right, wrong);
    expect(text).not.toBe(whole);
    expect(problemsOf(text).join("\n")).toContain(problem);
  });

  it("wants each step of an escalation later than the one before", () => {
    const text = whole.replace(
      "[{ after: 10m, notify: [duty] }]",
      "[{ after: 10m, notify: [duty] }, { after: 5m, notify: [room] }]",
    );
    expect(problemsOf(text)[0]).toContain("Each step comes later");
  });
});

describe("a channel of the form", () => {
  const hook = notifyChannel.parse({ name: "hook", kind: "webhook", url: "https://example.org/hook" });

  it("is added, changed and removed with everything else as it was", () => {
    const added = putChannel(whole, "midwatch.yaml", hook, null) ?? "";
    expect(added).toContain("# the night's");
    expect(parseWorkspace(added, "midwatch.yaml").file?.notify?.channels.map(({ name }) => name)).toEqual([
      ...["room", "pager", "mail", "hook"],
    ]);
    const moved =
      putChannel(added, "midwatch.yaml", notifyChannel.parse({ ...hook, url: "https://example.com/" }), "hook") ?? "";
    expect(moved).toBe(added.replace("https://example.org/hook", "https://example.com/"));
    const removed = removeChannel(moved, "midwatch.yaml", "hook") ?? "";
    expect(removed).toBe(added.slice(0, added.indexOf("    - name: hook")) + added.slice(added.indexOf("  people:")));
    expect(removeChannel(whole, "midwatch.yaml", "hook")).toBeNull();
    expect(putChannel(whole, "midwatch.yaml", hook, "nothing")).toBeNull();
  });

  it("makes the section where there is none", () => {
    const text = putChannel("version: 1\nname: x\n", "midwatch.yaml", hook, null) ?? "";
    expect(parseWorkspace(text, "midwatch.yaml").file?.notify?.channels).toEqual([hook]);
  });

  it("sends no kept secret to a new place", () => {
    const known = [notifyChannel.parse({ name: "pager", kind: "pagerduty", routingKey: "secret:key" })];
    const elsewhere = notifyChannel.parse({
      name: "x",
      kind: "pagerduty",
      routingKey: "secret:key",
      url: "https://evil.example/v2",
    });
    expect(secretsThatMove(known, elsewhere)).toEqual(["key"]);
    expect(secretsThatMove(known, { ...known[0], name: "again" } as typeof elsewhere)).toEqual([]);
    const bearer = notifyChannel.parse({ ...hook, auth: { bearer: "secret:key" } });
    expect(secretsThatMove(known, bearer)).toEqual(["key"]);
    expect(secretsThatMove([bearer], bearer)).toEqual([]);
    const robot = notifyChannel.parse({ name: "r", kind: "feishu", url: "secret:hook", sign: "secret:sign" });
    expect(secretsOfChannel(robot).map(({ name }) => name)).toEqual(["hook", "sign"]);
    expect(secretsThatMove([], robot), "an address goes to itself, and a signature shows nothing").toEqual([]);
  });
});
