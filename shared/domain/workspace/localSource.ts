/** The samples that this console reads over SSH; no server can have this name. */
export const localSourceName = "local";
