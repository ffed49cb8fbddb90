// Compiles src/*.sol to artifacts/<Contract>.json ({abi, bytecode}); the artifacts are committed, so that tests need no compiler.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const solc = require('solc');
const here = path.dirname(new URL(import.meta.url).pathname);
const names = fs.readdirSync(path.join(here, 'src')).filter((n) => n.endsWith('.sol')).sort();
const sources = Object.fromEntries(names.map((n) => [n, { content: fs.readFileSync(path.join(here, 'src', n), 'utf8') }]));
const input = {
  language: 'Solidity',
  sources,
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: 'paris',
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  },
};
const find = (p) => ({ contents: fs.readFileSync(path.join(here, 'node_modules', p), 'utf8') });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
if (errors.length) {
  for (const e of errors) console.error(e.formattedMessage);
  process.exit(1);
}
fs.rmSync(path.join(here, 'artifacts'), { recursive: true, force: true });
fs.mkdirSync(path.join(here, 'artifacts'));
for (const file of names) {
  for (const [name, c] of Object.entries(output.contracts[file])) {
    const artifact = { contract: name, abi: c.abi, bytecode: '0x' + c.evm.bytecode.object };
    fs.writeFileSync(path.join(here, 'artifacts', `${name}.json`), JSON.stringify(artifact) + '\n');
    console.log(`${name}: ${c.evm.bytecode.object.length / 2} bytes`);
  }
}
