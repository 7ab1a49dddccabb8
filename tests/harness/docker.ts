import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findProgram } from "../../build/tools.ts";
import { until } from "./until.ts";

export interface Docker {
  /** Starts a container without network that runs a busybox shell script. */
  run(name: string, script: string): void;
  /** Its own command line; throws with what it said. */
  call(...args: readonly string[]): string;
  /** Takes the containers and the image away; a daemon that was started here ends. */
  stop(): Promise<void>;
}

const program = (name: string) => findProgram({ name, programs: [name], debianPackage: name });

/** The machine's Docker, or one started for these tests; null where there is none or it may not run: callers skip by name. */
export async function openDocker(): Promise<Docker | null> {
  const busybox = program("busybox");
  const daemon = program("dockerd");
  if (!busybox || !program("docker")) return null;
  const folder = mkdtempSync(join(tmpdir(), "midwatch-docker-"));
  const server =
    answers() || !daemon || process.getuid?.() !== 0
      ? null
      : spawn(
          daemon,
          [
            `--data-root=${folder}/data`,
            `--exec-root=${folder}/exec`,
            `--pidfile=${folder}/pid`,
            "--iptables=false",
            "--bridge=none",
          ],
          { stdio: "ignore" },
        );
  let isOver = server === null;
  const exited = new Promise<void>((resolve) => server?.once("exit", () => resolve())).then(() => {
    isOver = true;
  });
  await until(() => isOver || answers());
  const end = async () => {
    if (server && !isOver) {
      server.kill();
      await exited;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  if (!answers()) {
    await end();
    return null;
  }
  const image = `midwatch-test-${process.pid}`;
  const names: string[] = [];
  importImage(image, busybox, join(folder, "root"));
  return {
    run(name, script) {
      names.push(name);
      call("run", "-d", "--network=none", `--name=${name}`, image, "/bin/busybox", "sh", "-c", script);
    },
    call,
    async stop() {
      if (names.length > 0) call("rm", "-f", ...names);
      call("rmi", "-f", image);
      await end();
    },
  };
}

function call(...args: readonly string[]): string {
  return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function answers(): boolean {
  try {
    call("version", "--format", "{{.Server.Version}}");
    return true;
  } catch {
    return false;
  }
}

/** busybox and the libraries that it is linked with: nothing has to be downloaded. */
function importImage(image: string, busybox: string, root: string): void {
  const libraries = [...execFileSync("ldd", [busybox], { encoding: "utf8" }).matchAll(/(\/\S+)/g)].map(
    ([file]) => file,
  );
  for (const [from, to] of [[busybox, "/bin/busybox"] as const, ...libraries.map((file) => [file, file] as const)]) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(from, join(root, to));
  }
  for (const applet of ["sh", "sleep", "cat"]) symlinkSync("busybox", join(root, "bin", applet));
  execFileSync("sh", ["-c", 'tar -C "$1" -c . | docker import - "$2"', "sh", root, image], { stdio: "ignore" });
}
