import './configuration.css';
import './i18n';
import '../admin/admin.css';

import type { ReactNode } from 'react';

import { ApiProblem } from '../api/client';
import { RoutesPart } from '../approvals/RoutesPart';
import { useKnownProject } from '../app/currentProject';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { RulesPart } from '../automation/RulesPart';
import { Loading } from '../ui/Loading';
import { ChangesPart } from './ChangesPart';
import { useAddress, useKept, useOwnEntities, type Place } from './data';
import { EntitiesPart } from './EntitiesPart';
import { FieldsPart } from './FieldsPart';
import { WorkflowPart } from './WorkflowPart';

const PARTS = ['fields', 'workflow', 'approvals', 'entities', 'rules', 'changes'] as const;

/** The place that is configured: the whole organisation where one may, else a project. */
function usePlace(project: Place): { place: Place; isWhole: boolean; isRead: boolean; setPlace: (code: string) => void } {
  const { projects } = useSession();
  const known = useKnownProject();
  const [asked, setPlace] = useAddress('project');
  const probe = useOwnEntities(project === null);
  const isNarrow = probe.error instanceof ApiProblem && probe.error.status === 403;
  const answered = useKept(probe.isPending ? undefined : isNarrow ? 'project' : 'whole');
  const isRefused = answered === 'project';
  const chosen = projects.find((one) => one.code === asked)?.code ?? null;
  const place = project ?? chosen ?? (isRefused ? (known?.code ?? projects[0]?.code ?? null) : null);
  return { place, isWhole: !isRefused, isRead: project !== null || answered !== undefined, setPlace };
}

/** Everything of the configuration at a place, part by part; own entities belong to the organisation as a whole. */
export default function ConfigurationPage({ project = null }: { project?: Place }) {
  const t = useT();
  const { projects, may } = useSession();
  const [asked, setPart] = useAddress('part');
  const { place, isWhole, isRead, setPlace } = usePlace(project);
  // A project's settings have a tab of their own for approvals.
  const parts = PARTS.filter((name) =>
    name === 'entities' ? project === null && isWhole : name === 'rules' ? may('automation.configure') : name !== 'approvals' || project === null,
  );
  const part = parts.find((name) => name === asked) ?? parts[0];
  const pages: Record<(typeof PARTS)[number], ReactNode> = {
    fields: <FieldsPart key={place} project={place} />,
    workflow: <WorkflowPart key={place} project={place} />,
    approvals: <RoutesPart key={place} project={place} />,
    entities: <EntitiesPart />,
    rules: <RulesPart key={place} project={place} />,
    changes: <ChangesPart key={place} project={place} />,
  };
  return (
    <div className="page cf">
      <div className="cf-top">
        <div className="cf-parts" role="tablist" aria-label={t('cfg.title')}>
          {parts.map((name) => (
            <button key={name} type="button" role="tab" aria-selected={name === part} className={`cf-part ${name === part ? 'on' : ''}`} onClick={() => setPart(name)}>
              {t(`cfg.part.${name}`)}
            </button>
          ))}
        </div>
        {project === null && part !== 'entities' && (
          <select className="field cf-pick" aria-label={t('cfg.place')} value={place ?? ''} onChange={(event) => setPlace(event.target.value)}>
            {isWhole && <option value="">{t('cfg.whole')}</option>}
            {projects.map((one) => (
              <option key={one.code} value={one.code}>
                {t('cfg.onlyIn', { project: `${one.code} ${one.name}` })}
              </option>
            ))}
          </select>
        )}
      </div>
      {isRead ? pages[part] : <Loading />}
    </div>
  );
}
