import { once } from "node:events";
import { WebSocket } from "ws";
import { isServerFrame } from "../../renderer/transport/serverFrame.ts";
import { type ContractClient, createContractClient } from "../../shared/contract/client.ts";
import { decodeFrame, encodeFrame } from "../../shared/contract/codec.ts";
import type { Contract } from "../../shared/contract/contract.ts";
import type { ServerFrame } from "../../shared/contract/frames.ts";
import type { ClientPort } from "../../shared/contract/port.ts";
import { PortEvents } from "../../shared/contract/portEvents.ts";

/** Signs in to a headless console by the address it printed, as a browser would, and opens its contract. */
export async function connectConsole(address: string): Promise<ContractClient<Contract>> {
  const signedIn = await fetch(address, { redirect: "manual" });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0];
  if (!cookie) throw new Error(`The console did not sign in: ${signedIn.status}`);
  const { host, origin } = new URL(address);
  const socket = new WebSocket(`ws://${host}/ws`, { headers: { cookie }, origin });
  await once(socket, "open");
  return createContractClient<Contract>(clientPort(socket));
}

function clientPort(socket: WebSocket): ClientPort {
  const events = new PortEvents<ServerFrame>();
  socket.on("message", (data: Buffer, isBinary) => {
    const frame = decodeFrame(isBinary ? data : data.toString("utf8"));
    if (!isServerFrame(frame)) throw new Error("The console sent something that is no frame");
    events.frame(frame);
  });
  socket.on("close", () => events.close());
  socket.on("error", () => {});
  return {
    post: (frame) => socket.send(encodeFrame(frame)),
    onFrame: events.onFrame,
    onClose: events.onClose,
    close: () => socket.close(),
  };
}
