import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/App';
import type { Item } from 'store';
import { List } from 'store';

const items: Item[] = [{ name: 'bread', amount: 1 }, { name: 'milk', amount: 2 }];
const root = createRoot(document.getElementById('root')!);
root.render(
  <StrictMode>
    <App list={new List(items)} />
  </StrictMode>,
);
