/** How a value or badge is coloured. Colour is spent on what is out of bounds only. */
export type Tone = "critical" | "warning" | "info" | "ok" | "neutral";
