import { Ago } from "../../design/ago.tsx";
import { Fact, Facts } from "../../design/facts.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { driverWords, type StorageStatus } from "./storage-words.ts";

/** Where the bytes are, as the installation was told. */
export function StoragePlace({ status }: { status: StorageStatus }) {
  const { driver, place, identity } = status;
  return (
    <Panel aria-labelledby="storage-place">
      <PanelHead
        id="storage-place"
        title="Where photos are kept"
        note="HOMEPORT_STORAGE says it, for all organizations of this installation."
      />
      <Facts>
        <Fact name="Kind">{driverWords(driver)}</Fact>
        <Fact name="Place">
          <span className="font-mono text-sm">{place}</span>
        </Fact>
        <Fact name="Marker">
          {identity === null ? (
            "None yet: no replica has been ready"
          ) : (
            <>
              <span className="font-mono text-sm">{identity.storageId}</span>
              <span className="text-ink-3">
                {" "}
                · <Ago at={identity.createdAt} />
              </span>
            </>
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}
