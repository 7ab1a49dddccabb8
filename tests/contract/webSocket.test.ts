import { ManualClock } from "../doubles/manualClock.ts";
import { createWebSocketPorts } from "../doubles/webSocketPorts.ts";
import { contractSuite } from "./contractSuite.ts";

contractSuite("WebSocket", () => createWebSocketPorts(new ManualClock(), 2 * 1024 * 1024));
