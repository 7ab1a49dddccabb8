/** Starts as many SSH servers in one process as its argument says and prints their ports and keys as one JSON line. */
import ssh2 from "ssh2";

const count = Number(process.argv[2] ?? 1);
const servers = await Promise.all(
  Array.from({ length: count }, () => {
    const { key, line } = newKey();
    const server = new ssh2.Server({ hostKeys: [key] }, (client) => {
      client.on("authentication", (context) =>
        context.method === "publickey" ? context.accept() : context.reject(["publickey"]),
      );
      client.on("session", (accept) => {
        accept().on("exec", (acceptExec) => {
          const channel = acceptExec();
          channel.write("ready\n");
          channel.exit(0);
          channel.end();
        });
      });
      client.on("error", () => {});
    });
    return new Promise<{ readonly port: number; readonly key: string }>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve({ port: address && typeof address === "object" ? address.port : 0, key: line.trim() });
      });
    });
  }),
);
process.stdout.write(`${JSON.stringify(servers)}\n`);

/** ssh2 1.17 drops leading zero bytes of a new key, which then cannot be read: about one key in a hundred. */
function newKey(): { readonly key: string; readonly line: string } {
  for (;;) {
    const { private: key, public: line } = ssh2.utils.generateKeyPairSync("ed25519");
    if (!(ssh2.utils.parseKey(key) instanceof Error) && !(ssh2.utils.parseKey(line) instanceof Error))
      return { key, line };
  }
}
