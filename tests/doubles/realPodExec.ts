import type { PodExec } from "../../electron/demo/kubernetes/podExec.ts";
import { openPty, type TerminalProcess } from "../../electron/services/openPty.ts";

/** In a container runs what was asked for, on a real terminal of this machine. `ended` is told of each program's end. */
export function realPodExec(ended: () => void = () => {}): PodExec {
  return (_pod, session) => {
    const [file = "", ...args] = session.command;
    const environment = { PATH: process.env.PATH, TERM: "xterm", PS1: "$ " };
    const opening = openPty({ file, args, size: session.size, environment });
    // What is told before the program runs is told to it then.
    const tell = (what: (pty: TerminalProcess) => unknown) => void opening.then(what);
    session.onInput((bytes) => tell((pty) => pty.write(bytes)));
    session.onInputEnd(() => tell((pty) => pty.dispose()));
    session.onResize(() => tell((pty) => pty.resize(session.size)));
    session.onDrain(() => tell((pty) => pty.resume()));
    session.onGone(() => tell((pty) => pty.dispose()));
    tell((pty) => {
      pty.onData((bytes) => {
        if (!session.print(bytes)) pty.pause();
      });
      void pty.exit.then(({ exitCode }) => {
        session.exit(exitCode ?? 137);
        ended();
      });
      pty.resume();
    });
  };
}
