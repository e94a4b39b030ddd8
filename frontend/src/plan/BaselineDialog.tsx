import { Modal } from '@mantine/core';
import { useState } from 'react';

import { useT } from '../app/i18n';
import type { PlanStore } from './store';

export function BaselineDialog({ store, onClose }: { store: PlanStore; onClose: () => void }) {
  const t = useT();
  const [name, setName] = useState('');
  const n = store.model.baselines.reduce((most, b) => Math.max(most, b.number), 0) + 1;
  const save = () => {
    onClose();
    void store.run([{ op: 'baseline.set', name: name.trim() }]);
  };
  return (
    <Modal opened onClose={onClose} title={t('plan.baseline.title')} size={420}>
      <form onSubmit={(event) => { event.preventDefault(); save(); }} className="pl-form">
        <p className="prose t2">{t('plan.baseline.text', { n })}</p>
        <label htmlFor="baseline-name">{t('plan.baseline.name')} <span className="mut">{t('plan.field.optional')}</span></label>
        <input id="baseline-name" className="field" value={name} onChange={(event) => setName(event.target.value)} maxLength={80} data-autofocus />
        <div className="row end"><button type="submit" className="bt p">{t('plan.baseline.save', { n })}</button></div>
      </form>
    </Modal>
  );
}
