import type { ProjectHome } from '../../api/types';
import { useT } from '../../app/i18n';
import { Avatar } from '../../ui/bits';

/** People by party, the customer first as the server lists the parties. */
export function PeopleList({ home }: { home: ProjectHome }) {
  const t = useT();
  const partyOf = (party: string | null) => home.parties.find((item) => item.code === party || item.name === party);
  const order = new Map(home.parties.map((party, index) => [party.name, index]));
  const groups = new Map<string, ProjectHome['people']>();
  for (const person of home.people) {
    const name = partyOf(person.party)?.name ?? person.party ?? '';
    groups.set(name, [...(groups.get(name) ?? []), person]);
  }
  const sorted = [...groups].sort(([a], [b]) => (order.get(a) ?? 99) - (order.get(b) ?? 99));
  return (
    <section className="cl">
      <div className="ct">
        <h3 className="b">{t('home.people')}</h3>
        <span className="mut">{home.people.length}</span>
      </div>
      {home.people.length === 0 && <p className="mut">{t('home.noPeople')}</p>}
      {sorted.map(([party, people]) => (
        <div className="pp" key={party}>
          <span className="pp-p el" title={party}>
            {party || '—'}
            <span className="mut s12"> {hasKind(partyOf(party)?.kind) ? t(`party.${partyOf(party)?.kind}`) : ''}</span>
          </span>
          <span className="pp-l">
            {people.map((person) => (
              <span className="person" key={person.id}>
                <Avatar name={person.name} size={16} />
                {person.name}
                <span className="mut s12">{person.title}</span>
              </span>
            ))}
          </span>
        </div>
      ))}
    </section>
  );
}

const KINDS = new Set(['customer', 'integrator', 'vendor', 'supervisor']);
const hasKind = (kind: string | undefined) => kind !== undefined && KINDS.has(kind);
