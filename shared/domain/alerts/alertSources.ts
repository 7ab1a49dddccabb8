/** The source of alerts that the hosts' own readings make, beside rules and servers. */
export const hostsSourceName = "hosts";
