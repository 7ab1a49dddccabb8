import { useHosts } from "../../state/hostsStore.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import { MultiSelect } from "../../ui/MultiSelect.tsx";

/** What an incident is about: services and hosts, those that are chosen and gone among them. */
export function ScopeFields({
  services,
  hosts,
  onChange,
}: {
  readonly services: readonly string[];
  readonly hosts: readonly string[];
  readonly onChange: (change: { readonly services?: string[]; readonly hosts?: string[] }) => void;
}) {
  const knownServices = servicesStore(({ definitions }) => definitions) ?? [];
  const knownHosts = useHosts();
  return (
    <>
      <MultiSelect
        label="Services"
        options={optionsOf([...knownServices.map(({ name }) => name), ...services])}
        selected={services}
        summary={summaryOf(services, "services")}
        onChange={(names) => onChange({ services: [...names] })}
      />
      <MultiSelect
        label="Hosts"
        options={optionsOf([...knownHosts.map(({ name }) => name), ...hosts])}
        selected={hosts}
        summary={summaryOf(hosts, "hosts")}
        onChange={(names) => onChange({ hosts: [...names] })}
      />
    </>
  );
}

function optionsOf(names: readonly string[]) {
  return [...new Set(names)].sort().map((name) => ({ id: name, label: name }));
}

function summaryOf(names: readonly string[], what: string): string {
  const [first, second] = names;
  if (first === undefined) return `No ${what}`;
  return second === undefined ? first : `${names.length} ${what}`;
}
