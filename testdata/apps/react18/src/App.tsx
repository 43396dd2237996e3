import { useState, useSyncExternalStore } from 'react';
import { List, Order } from 'store';
import { plural } from './lib/words.js';

interface Props {
  list: List;
}

export function App({ list }: Props) {
  const items = useSyncExternalStore(list.subscribe, list.snapshot);
  const [details, setDetails] = useState<string | null>(null);
  const show = async (): Promise<void> => {
    const { describe } = await import('./details');
    setDetails(describe(items));
  };
  return (
    <>
      <h1>{plural(items.length, 'thing')}</h1>
      <ul>{items.map((item) => <li key={item.name}>{item.name} × {item.amount}</li>)}</ul>
      <button id="sort" onClick={() => list.sort(Order.Down)}>Sort</button>
      <button id="details" onClick={show}>Details</button>
      <button id="fail" onClick={() => list.remove('cheese')}>Fail</button>
      {details && <p>{details}</p>}
    </>
  );
}
