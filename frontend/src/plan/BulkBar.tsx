import { useT } from '../app/i18n';
import { deleteSelected, indent, moveRows, outdent } from '../gantt/actions';
import type { Engine } from '../gantt/engine';

/** Verbs on several rows at once, each one transaction and one undo. */
export function BulkBar({ engine, count }: { engine: Engine; count: number }) {
  const t = useT();
  const verb = (label: string, keys: string, run: () => void) => (
    <button type="button" className="bt q" onClick={() => { run(); engine.focus(); }}>{label}<span className="kbd">{keys}</span></button>
  );
  return (
    <div className="pl-bulk desk" role="toolbar" aria-label={t('plan.bulk.selected', { n: count })}>
      <b>{t('plan.bulk.selected', { n: count })}</b>
      <span className="vr" />
      {verb(t('plan.bulk.indent'), 'Alt Shift →', () => indent(engine))}
      {verb(t('plan.bulk.outdent'), 'Alt Shift ←', () => outdent(engine))}
      {verb(t('plan.bulk.up'), 'Alt ↑', () => moveRows(engine, 'up'))}
      {verb(t('plan.bulk.down'), 'Alt ↓', () => moveRows(engine, 'down'))}
      {verb(t('plan.bulk.delete'), 'Del', () => deleteSelected(engine))}
      <span className="vr" />
      {verb(t('plan.bulk.clear'), 'Esc', () => engine.selection.clear())}
    </div>
  );
}
