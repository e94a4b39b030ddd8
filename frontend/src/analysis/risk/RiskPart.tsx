import { Menu } from '@mantine/core';
import { ChevronDown, SlidersHorizontal } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Link, useSearch } from 'wouter';

import { useHotkeys } from '../../app/hotkeys';
import { useT } from '../../app/i18n';
import { path } from '../../app/routes';
import { EmptyState, IconButton, RagMark, Tip } from '../../ui/bits';
import { toFinishDay } from '../../ui/dates';
import { Loading } from '../../ui/Loading';
import { showProblem } from '../../ui/toasts';
import { moment } from '../../admin/when';
import { Facts, Refused } from '../bits';
import { usePlanTasks, useRun, useRuns, useSaveDrivers, useSetup, useSimulate } from '../data';
import type { RunTarget, SetupTarget, SimulationRun, SimulationSetup } from '../types';
import { days, number, shareText, signedDays, titled, useDays } from '../words';
import { draftOf, driversOf, faultsOf, requestOf, type Draft } from './draft';
import { Figures } from './Figures';
import { RunPanel } from './RunPanel';
import { SCurve } from './SCurve';
import { Tornado } from './Tornado';

/** `?target=ID` and `?run=ID` of the address. */
function useAsked(): { target: number | null; run: number | null } {
  const asked = new URLSearchParams(useSearch());
  const id = (name: string) => Number(asked.get(name)) || null;
  return { target: id('target'), run: id('run') };
}

/** The milestones on offer; a task that the address asks for is one of them, and is taken along in the next run. */
function useAskedTarget(code: string, id: number | null, setup: SimulationSetup | undefined): { targets: SetupTarget[]; name: string } | null {
  const plan = usePlanTasks(code, id !== null);
  return useMemo(() => {
    if (!setup) return null;
    if (id === null) return { targets: setup.targets, name: '' };
    const known = setup.targets.find((target) => target.id === id);
    if (known) return { targets: setup.targets.map((target) => (target.id === id ? { ...target, is_default: true } : target)), name: titled(known.code, known.name) };
    const task = plan.find((one) => one.id === id && !one.isSummary);
    if (!task) return { targets: setup.targets, name: '' };
    return { targets: [{ ...task, finish: null, is_default: true }, ...setup.targets], name: titled(task.code, task.name) };
  }, [setup, plan, id]);
}

export function RiskPart({ code }: { code: string }) {
  const t = useT();
  const asked = useAsked();
  const [runId, setRunId] = useState(asked.run);
  const [targetId, setTargetId] = useState(asked.target);
  const setup = useSetup(code);
  const latest = useRun(code, runId);
  const simulate = useSimulate(code, () => setRunId(null));
  const save = useSaveDrivers(code);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [panel, setPanel] = useState<{ driver: string | null } | null>(null);
  const [isChecked, setChecked] = useState(false);
  const asking = useAskedTarget(code, asked.target, setup.data);
  const choice = useMemo(() => setup.data && asking && { ...setup.data, targets: asking.targets }, [setup.data, asking]);
  const shown = draft ?? (choice ? draftOf(choice) : null);
  const faults = useMemo(() => (shown ? faultsOf(shown) : {}), [shown]);
  const start = () => {
    setChecked(true);
    if (!shown || simulate.isRunning) return;
    if (Object.keys(faults).length > 0) return setPanel({ driver: null });
    simulate.run(requestOf(shown, targetId ?? latest.data?.focus?.id ?? null), { onError: (problem) => showProblem(problem) });
  };
  const keep = () => {
    setChecked(true);
    if (!shown || Object.keys(faults).length > 0) return;
    save.mutate(driversOf(shown), { onSuccess: (answer) => setDraft({ ...shown, drivers: draftOf(answer).drivers }), onError: (problem) => showProblem(problem) });
  };
  useHotkeys([
    { keys: 'r', label: 'analysis.risk.run', group: 'analysis.title', run: start },
    { keys: 's', label: 'analysis.risk.settings', group: 'analysis.title', run: () => setPanel(panel ? null : { driver: null }) },
    { keys: 'Escape', run: () => setPanel(null) },
  ]);
  if (setup.isError && latest.isError) return <Refused code={code} problem={latest.error} onRetry={() => { void setup.refetch(); void latest.refetch(); }} />;
  const run = latest.data ?? null;
  const mayRun = setup.data?.can?.includes('run') ?? true;
  const target = run ? (run.targets.find((one) => one.id === targetId) ?? run.targets.find((one) => one.id === run.focus?.id) ?? run.targets[0] ?? null) : null;
  const isLeftOut = run !== null && targetId !== null && run.targets.every((one) => one.id !== targetId);
  return (
    <div className="an-two">
      <div className="an-col">
        <div className="tb an-tools">
          {run && target && <TargetSwitch {...{ run, target, onPick: setTargetId }} />}
          <span className="sp" />
          {run && <RunMenu {...{ code, run, onPick: setRunId }} />}
          <IconButton label={t('analysis.risk.settings')} keys="S" onClick={() => setPanel(panel ? null : { driver: null })} aria-pressed={panel !== null} data-testid="settings">
            <SlidersHorizontal size={16} strokeWidth={1.5} />
          </IconButton>
          {mayRun && <RunButton simulate={simulate} onStart={start} isReady={shown !== null} />}
        </div>
        <div className="scroll">
          {latest.isPending && <Loading rows={10} />}
          {latest.isError && <Refused code={code} problem={latest.error} onRetry={() => void latest.refetch()} />}
          {latest.data === null && setup.data && (
            <EmptyState
              text={t(!mayRun ? 'analysis.risk.noneAsk' : setup.data.estimated === setup.data.tasks ? 'analysis.risk.noneAll' : 'analysis.risk.none', { n: setup.data.estimated, all: setup.data.tasks })}
              action={!mayRun ? undefined : { label: t('analysis.risk.runFirst', { n: number(Number(shown?.iterations)) }), run: start }}
              link={!mayRun ? undefined : { label: t('analysis.risk.settings'), run: () => setPanel({ driver: null }) }}
            />
          )}
          {isLeftOut && asking?.name && (
            <p className="an-left" role="status">
              {t('analysis.risk.leftOut', { name: asking.name })}{' '}
              {mayRun && <button type="button" className="lk" onClick={start}>{t('analysis.risk.runWith')}</button>}
            </p>
          )}
          {run && target && <Result key={`${run.id} ${target.id}`} {...{ code, run, target, onRun: start, onDriver: (driver) => setPanel({ driver }) }} />}
        </div>
      </div>
      {panel && choice && shown && (
        <RunPanel {...{ code, setup: choice, draft: shown, faults: isChecked ? faults : {}, onChange: setDraft, focus: panel.driver }} onClose={() => setPanel(null)} onSave={mayRun && draft ? keep : undefined} />
      )}
    </div>
  );
}

/** The button while it waits, the time that has passed while it runs. */
function RunButton({ simulate, onStart, isReady }: { simulate: ReturnType<typeof useSimulate>; onStart: () => void; isReady: boolean }) {
  const t = useT();
  const [seconds, setSeconds] = useState(0);
  const { isRunning } = simulate;
  useEffect(() => {
    if (!isRunning) return;
    setSeconds(0);
    const timer = setInterval(() => setSeconds((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  if (!isRunning) {
    return (
      <Tip label={t('analysis.risk.runHint')} keys="R">
        <button type="button" className="bt p" onClick={onStart} disabled={!isReady} data-testid="run">
          {t('analysis.risk.run')} <span className="key desk">R</span>
        </button>
      </Tip>
    );
  }
  return (
    <span className="row" role="status">
      <span className={`an-busy ${simulate.progress === null ? '' : 'known'}`} role="progressbar" aria-label={t('analysis.risk.running')} aria-valuenow={simulate.progress === null ? undefined : Math.round(simulate.progress * 100)}>
        <span style={simulate.progress === null ? undefined : { width: `${simulate.progress * 100}%` }} />
      </span>
      <span className="s12 nw">{t('analysis.risk.runningFor', { n: seconds })}</span>
      <button type="button" className="bt" onClick={simulate.cancel}>{t('action.cancel')}</button>
    </span>
  );
}

function TargetSwitch({ run, target, onPick }: { run: SimulationRun; target: RunTarget; onPick: (id: number) => void }) {
  const t = useT();
  return (
    <label className="an-pickone">
      <span className="mut s12 desk">{t('analysis.risk.milestone')}</span>
      <select className="field" value={target.id} aria-label={t('analysis.risk.milestone')} onChange={(event) => onPick(Number(event.target.value))} data-testid="target">
        {run.targets.map((one) => <option key={one.id} value={one.id}>{titled(one.code, one.name)}</option>)}
      </select>
    </label>
  );
}

function RunMenu({ code, run, onPick }: { code: string; run: SimulationRun; onPick: (id: number | null) => void }) {
  const t = useT();
  const { data } = useRuns(code);
  const runs = data?.runs ?? [];
  if (runs.length < 2) return null;
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <button type="button" className="bt q desk">{t('analysis.risk.runOf', { at: moment(run.made_at) })}<ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" /></button>
      </Menu.Target>
      <Menu.Dropdown>
        {runs.map((line, index) => (
          <Menu.Item key={line.id} onClick={() => onPick(index === 0 ? null : line.id)} rightSection={line.id === run.id ? '✓' : null}>
            {moment(line.made_at)} <span className="mut s12">{line.made_by}{t('analysis.comma')}{t('analysis.risk.samples', { n: number(line.iterations) })}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ResultProps {
  code: string;
  run: SimulationRun;
  target: RunTarget;
  onRun: () => void;
  onDriver: (name: string) => void;
}

function Result({ code, run, target, onRun, onDriver }: ResultProps) {
  const t = useT();
  const { finish } = useDays();
  const [day, setDay] = useState(() => toFinishDay(target.p['80'] ?? target.deterministic) ?? 0);
  const isLate = target.deadline !== null && (target.p['80'] ?? 0) > target.deadline;
  const p80 = { name: target.name, date: finish(target.p['80']), n: number(target.contingency_days), plan: finish(target.deterministic), share: shareText(target.probability_deterministic) };
  return (
    <div className="an-body">
      {run.is_stale && (
        <div className="an-stale" role="status" data-testid="stale">
          <RagMark level="amber" /><span>{t('analysis.risk.stale', { n: run.revision })}</span>
          <button type="button" className="lk" onClick={onRun}>{t('analysis.risk.again')}</button>
        </div>
      )}
      <div className="vd">
        <RagMark level={isLate ? 'red' : target.probability_deterministic < 0.5 ? 'amber' : 'green'} />
        <p className="verdict">
          {t('analysis.risk.verdict', p80)}
          {target.deadline !== null && t('analysis.risk.verdictDeadline', { date: finish(target.deadline), share: shareText(target.probability_deadline) })}
        </p>
      </div>
      <Facts
        items={[
          [t('analysis.risk.contingency'), <b key="c">{signedDays(target.contingency_days)}</b>, t('analysis.risk.contingencyHint')],
          [t('analysis.risk.mergeBias'), days(run.merge_bias_days), t('analysis.risk.mergeBiasHint')],
          [t('analysis.risk.error'), `±${days(run.standard_error_days)}`, t('analysis.risk.errorHint')],
          [t('analysis.risk.sample'), t('analysis.risk.samples', { n: number(run.iterations) })],
          [t('analysis.risk.seed'), String(run.seed), t('analysis.risk.seedHint')],
          [t('analysis.risk.made'), `${moment(run.made_at)} ${run.made_by}${t('analysis.comma')}${t('analysis.revision', { n: run.revision })}`],
        ]}
      />
      <div className="an-split">
        <section className="an-sec">
          <div className="an-h"><h2 className="b">{t('analysis.risk.curve')}</h2><Link className="nl s12" href={path.plan(code, { task: target.id })}>{titled(target.code, target.name)}</Link></div>
          <SCurve target={target} day={day} onDay={setDay} />
        </section>
        <Figures target={target} day={day} onDay={setDay} />
      </div>
      <Tornado run={run} project={code} onDriver={onDriver} />
    </div>
  );
}
