import { createMemoryPorts } from "../doubles/memoryPorts.ts";
import { contractSuite } from "./contractSuite.ts";

contractSuite("memory", async () => ({ ...createMemoryPorts(), dispose: async () => {} }));
