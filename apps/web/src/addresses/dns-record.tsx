import { CopyButton } from "../design/copy.tsx";

export interface DnsRecordProps {
  /** What the record is for. */
  purpose: string;
  note?: string;
  type: "TXT" | "CNAME";
  name: string;
  value: string;
}

/** One DNS record as a provider's form asks for it, each part with a button that copies it. */
export function DnsRecord({ purpose, note, type, name, value }: DnsRecordProps) {
  return (
    <li className="px-3 py-3 sm:px-4">
      <p className="mb-1.5 flex flex-wrap items-baseline gap-x-2 text-ink-2 text-sm">
        <span className="font-medium text-ink">{purpose}</span>
        {note !== undefined && <span className="text-ink-3">{note}</span>}
      </p>
      <dl className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3 text-sm">
        <dt className="py-1 text-ink-3">Type</dt>
        <dd className="py-1 font-mono text-ink">{type}</dd>
        <dt className="py-1 text-ink-3">Name</dt>
        <CopyableValue value={name} what={`the name of the ${type} record`} />
        <dt className="py-1 text-ink-3">Value</dt>
        <CopyableValue value={value} what={`the value of the ${type} record`} />
      </dl>
    </li>
  );
}

function CopyableValue({ value, what }: { value: string; what: string }) {
  return (
    <dd className="flex min-w-0 items-start gap-1 max-sm:justify-between">
      <span className="wrap-anywhere min-w-0 py-1 font-mono text-ink">{value}</span>
      <CopyButton value={value} what={what} className="-mt-0.5 max-sm:-mr-1.5" />
    </dd>
  );
}
