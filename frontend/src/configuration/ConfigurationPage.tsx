import './configuration.css';
import './i18n';
import '../admin/admin.css';

import type { ReactNode } from 'react';

import { useT } from '../app/i18n';
import { ChangesPart } from './ChangesPart';
import { useAddress, type Place } from './data';
import { EntitiesPart } from './EntitiesPart';
import { FieldsPart } from './FieldsPart';
import { WorkflowPart } from './WorkflowPart';

const PARTS = ['fields', 'workflow', 'entities', 'changes'] as const;

/** Everything of the configuration at a place, part by part; own entities belong to the organisation as a whole. */
export default function ConfigurationPage({ project = null }: { project?: Place }) {
  const t = useT();
  const [asked, setPart] = useAddress('part');
  const parts = PARTS.filter((name) => project === null || name !== 'entities');
  const part = parts.find((name) => name === asked) ?? parts[0];
  const pages: Record<(typeof PARTS)[number], ReactNode> = {
    fields: <FieldsPart project={project} />,
    workflow: <WorkflowPart project={project} />,
    entities: <EntitiesPart />,
    changes: <ChangesPart project={project} />,
  };
  return (
    <div className="page cf">
      <div className="cf-parts" role="tablist" aria-label={t('cfg.title')}>
        {parts.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={name === part} className={`cf-part ${name === part ? 'on' : ''}`} onClick={() => setPart(name)}>
            {t(`cfg.part.${name}`)}
          </button>
        ))}
      </div>
      {pages[part]}
    </div>
  );
}
