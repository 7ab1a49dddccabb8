import { errorText, MidwatchError } from "../../shared/base/errors.ts";
import type { ClientPort } from "../../shared/contract/port.ts";
import { messageClientPort } from "./messagePort.ts";

/** What the preload script exposes on the desktop; absent in a browser. */
export interface ShellBridge {
  connect(): void;
}

declare global {
  interface Window {
    readonly shell?: ShellBridge;
  }
}

/** The part of `window` that a port arrives at. */
export interface MessagePage {
  readonly location: { readonly origin: string };
  addEventListener(type: "message", listener: (event: MessageEvent<unknown>) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent<unknown>) => void): void;
}

/**
 * Asks the desktop shell for a port. The answer is a window message, which any frame could forge:
 * only one from this very window and origin counts. Listens first, since the answer may come at once.
 */
export function dialShell(page: MessagePage, shell: ShellBridge, signal: AbortSignal): Promise<ClientPort> {
  return new Promise((resolve, reject) => {
    const done = () => {
      page.removeEventListener("message", receive);
      signal.removeEventListener("abort", giveUp);
    };
    const receive = ({ source, origin, data, ports }: MessageEvent<unknown>) => {
      const [port] = ports;
      const sender: unknown = source;
      if (sender !== page || origin !== page.location.origin || data !== "shell:port" || !port) return;
      done();
      resolve(messageClientPort(port));
    };
    const giveUp = () => {
      done();
      reject(new MidwatchError("UNAVAILABLE", `The shell gave no connection: ${errorText(signal.reason)}`));
    };
    page.addEventListener("message", receive);
    signal.addEventListener("abort", giveUp, { once: true });
    shell.connect();
  });
}
