/** The change that an error is about, or null. */
export function operationOf(error: unknown): string | null {
  const data = fieldOf(error, "data");
  const id = fieldOf(fieldOf(data, "facts"), "operationId");
  return typeof id === "string" ? id : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
