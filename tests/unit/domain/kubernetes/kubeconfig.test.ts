import { expect, test } from "vitest";
import { readContext } from "../../../../shared/domain/kubernetes/kubeconfig.ts";

const file = (text: string, path = "/home/ops/.kube/config") => ({ path, text });
const of = (cluster: string, user = "{ token: t0ken }") =>
  file(
    `current-context: eu\nclusters: [{ name: c, cluster: ${cluster} }]\ncontexts: [{ name: eu, context: { cluster: c, user: u } }]\nusers: [{ name: u, user: ${user} }]\n`,
  );
const failure = (...args: Parameters<typeof readContext>) => {
  try {
    readContext(...args);
    return "it was read";
  } catch (error) {
    return String((error as Error).message);
  }
};

test("a context with its server, authority and sign-in", () => {
  const cluster = "{ server: 'https://10.0.0.1:6443/', certificate-authority: ca.pem, tls-server-name: api }";
  expect(readContext([of(cluster, "{ client-certificate-data: Yw==, client-key-data: aw== }")], undefined)).toEqual({
    name: "eu",
    server: "https://10.0.0.1:6443",
    tlsServerName: "api",
    ca: { file: "ca.pem", relativeTo: "/home/ops/.kube/config" },
    cert: { base64: "Yw==" },
    key: { base64: "aw==" },
    sign: { kind: "none" },
  });
});

test("of several files the first that names a thing wins, and each file's paths are its own", () => {
  const first = file("contexts: [{ name: eu, context: { cluster: c, user: u } }]\n", "/a/config");
  const second = of("{ server: 'https://b' }", "{ tokenFile: token }");
  expect(readContext([first, second], undefined)).toMatchObject({
    name: "eu",
    sign: { kind: "tokenFile", file: "token", relativeTo: "/home/ops/.kube/config" },
  });
});

test.each([
  [
    "{ server: 'https://a', insecure-skip-tls-verify: true }",
    "{ token: t }",
    /insecure-skip-tls-verify: anybody could answer/,
  ],
  ["{ server: 'https://a', proxy-url: 'http://p' }", "{ token: t }", /through an SSH host instead/],
  ["{ server: 'http://a.example' }", "{ token: t }", /the token could be read on the way/],
  ["{ server: 'a.example' }", "{ token: t }", /is no address/],
  ["{ server: 'https://a' }", "{ auth-provider: { name: gcp } }", /Use the exec plugin/],
  ["{ server: 'https://a' }", "{ username: admin, password: x }", /Use a token or a certificate/],
])("%s with %s is refused, and says what to do", (cluster, user, message) => {
  expect(failure([of(cluster, user)], undefined)).toMatch(message);
});

test("a context, a cluster or a user that is not there is named, with those that are", () => {
  const good = of("{ server: 'https://a' }");
  expect(failure([good], "us")).toBe("No context of /home/ops/.kube/config is called us: there is eu");
  expect(failure([{ ...good, text: good.text.replace("name: c,", "name: d,") }], "eu")).toMatch(/names the cluster c/);
  expect(failure([{ ...good, text: good.text.replace("name: u,", "name: v,") }], "eu")).toMatch(/names the user u/);
  expect(failure([file("clusters: {")], undefined)).toMatch(/^\/home\/ops\/\.kube\/config:\d+:\d+: /);
});
