import { createNodeMessagePorts } from "../doubles/nodeMessagePorts.ts";
import { contractSuite } from "./contractSuite.ts";

contractSuite("a worker_threads MessageChannel", async () => ({
  ...createNodeMessagePorts(),
  dispose: async () => {},
}));
