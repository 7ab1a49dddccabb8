import { createContext } from "react";

/** False when single-letter keys are switched off in Settings; arrows and modified keys always work. */
export const SingleKeys = createContext(true);
