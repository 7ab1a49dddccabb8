/** Something in a file that its schema cannot see, and where. */
export interface Conflict {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
