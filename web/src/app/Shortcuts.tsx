import { Modal } from "@mantine/core";
import { t } from "@/i18n/common";
import { overlay } from "./overlay";

const LIST: [keys: string[], what: string][] = [
  [["Ctrl", "K"], t.keys.palette], [["/"], t.keys.palette], [["g", "h"], t.keys.home], [["g", "o"], t.keys.orders], [["g", "n"], t.keys.notifications], [["?"], t.keys.help], [["Esc"], t.keys.close],
];

/** The keys that work everywhere. */
export default function Shortcuts({ opened }: { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={overlay.close} title={t.keys.title}>
      <dl className="keys">
        {LIST.map(([keys, what]) => (
          <div key={keys.join(" ")}>
            <dt>{what}</dt>
            <dd dir="ltr">{keys.map((key, i) => <span key={key}>{i > 0 && <span className="quiet">{keys[0] === "Ctrl" ? " + " : ` ${t.keys.then} `}</span>}<kbd>{key}</kbd></span>)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
