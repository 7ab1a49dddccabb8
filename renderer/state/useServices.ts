import { type ServiceState, servicesStore } from "./servicesStore.ts";
import { useStream } from "./useStream.ts";

/** Every service, evaluated for as long as somebody looks; null before the first answer. */
export function useServices(): readonly ServiceState[] | null {
  useStream("services.watch", {}, ({ services }) => servicesStore.setState({ states: services }), { credit: 1 });
  return servicesStore(({ states }) => states);
}
