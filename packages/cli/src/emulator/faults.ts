/** A fault as the admin API shows it. */
export interface ShownFault {
  readonly id: string;
  readonly kind: string;
  readonly met?: number;
  readonly endsAt?: string;
  readonly [field: string]: unknown;
}

const told = new Set(["id", "kind", "met", "endsAt"]);

/** One line: `fault-1  throttle  service token, times 3  met 0 requests`. */
export function describeFault(fault: ShownFault): string {
  const details = Object.entries(fault)
    .filter(([name]) => !told.has(name))
    .map(([name, value]) => `${name} ${String(value)}`);
  const end = fault.endsAt === undefined ? [] : [`until ${fault.endsAt}`];
  const met = fault.met === undefined ? [] : [`met ${fault.met} ${fault.met === 1 ? "request" : "requests"}`];
  return [fault.id, fault.kind, ...(details.length > 0 ? [details.join(", ")] : []), ...met, ...end].join("  ");
}
