import { KeyObject } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import ssh2 from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { keepKeyObjects } from "../../../electron/services/ssh/keyObjects.ts";
import { property } from "../../../electron/services/ssh/sshErrors.ts";

const open: { end(): unknown }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.end();
});

/** A signed-in client of a server in this process that answers every command with its own name. */
async function connect(cipher: "aes128-gcm@openssh.com" | "aes128-ctr") {
  const hostKey = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }).private;
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on("authentication", (context) => context.accept());
    client.on("session", (accept) => {
      accept().on("exec", (take, _reject, { command }) => {
        const channel = take();
        channel.write(command);
        channel.exit(0);
        channel.end();
      });
    });
    client.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new ssh2.Client();
  open.push(client, { end: () => server.close() });
  client.connect({
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    username: "u",
    hostVerifier: () => true,
    algorithms: { cipher: [cipher] },
  });
  await once(client, "ready");
  return client;
}

async function run(client: ssh2.Client, command: string): Promise<string> {
  const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) => {
    client.exec(command, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  let text = "";
  for await (const chunk of channel) text += String(chunk);
  return text;
}

describe("keepKeyObjects", () => {
  it.each([
    ["aes128-gcm@openssh.com", "_encKey", "_decipherKey"],
    ["aes128-ctr", "_macKey", "_macKey"],
  ] as const)("keeps the keys of %s, and what is said stays the same", async (cipher, outbound, inbound) => {
    const client = await connect(cipher);
    expect(keepKeyObjects(client)).toBe(2);
    const protocol = property(client, "_protocol");
    expect(property(property(protocol, "_cipher"), outbound)).toBeInstanceOf(KeyObject);
    expect(property(property(protocol, "_decipher"), inbound)).toBeInstanceOf(KeyObject);
    expect(keepKeyObjects(client)).toBe(0);
    expect(await run(client, "still here")).toBe("still here");
  });

  it("changes nothing before the handshake", () => {
    expect(keepKeyObjects(new ssh2.Client())).toBe(0);
  });
});
