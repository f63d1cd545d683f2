/** The benchmark page's entry. */
import '../../src/app/base.css';
import '../../src/app/layout.css';
import '../../src/app/controls.css';
import './bench.css';
import './results.css';
import { render } from 'preact';
import { BenchPage } from './page.tsx';
import { look } from './state.ts';

const root = document.getElementById('bench');
if (root === null) throw new Error('bench.html has no #bench');
render(<BenchPage />, root);
look();
