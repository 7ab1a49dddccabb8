import type { terminalsArea } from "../../../shared/contract/areas/terminals.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { TerminalsService } from "../../services/terminals/types.ts";

export function terminalsHandlers(terminals: TerminalsService): Handlers<typeof terminalsArea> {
  return {
    "terminals.open": ({ target, ...size }, { signal, caller }) =>
      terminals.open({ target, size, by: caller.name }, signal),
    "terminals.follow": ({ id, fromByte }, { signal }) => terminals.get(id).follow(fromByte, signal),
    "terminals.write": async ({ id, data }) => {
      await terminals.get(id).write(data);
      return {};
    },
    "terminals.resize": async ({ id, ...size }) => {
      terminals.get(id).resize(size);
      return {};
    },
    "terminals.close": async ({ id }) => {
      terminals.get(id).dispose();
      return {};
    },
  };
}
