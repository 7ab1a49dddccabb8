import type { Column } from "../../ui/DataTable.tsx";
import { Age } from "./Age.tsx";

/** What every object of a cluster has, in the columns of every table. */
interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly createdMs: number | null;
}

/** How they are sorted by. */
export const commonKeys = {
  name: ({ name }: Pick<Named, "name">) => name,
  namespace: ({ namespace }: Pick<Named, "namespace">) => namespace,
  /** The oldest first. */
  age: ({ createdMs }: Pick<Named, "createdMs">) => createdMs && -createdMs,
};

export function nameColumn(header: string, minWidth: number): Column<Pick<Named, "name">> {
  return {
    id: "name",
    header,
    minWidth,
    sortable: true,
    name: true,
    mono: true,
    cell: ({ name }) => name,
    title: ({ name }) => name,
  };
}

export const namespaceColumn: Column<Pick<Named, "namespace">> = {
  id: "namespace",
  header: "Namespace",
  width: 100,
  sortable: true,
  mono: true,
  cell: ({ namespace }) => namespace,
  title: ({ namespace }) => namespace,
};

export const ageColumn: Column<Pick<Named, "createdMs">> = {
  id: "age",
  header: "Age",
  width: 62,
  sortable: true,
  numeric: true,
  cell: ({ createdMs }) => <Age sinceMs={createdMs} />,
};
