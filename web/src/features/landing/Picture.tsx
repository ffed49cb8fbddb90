/** Money on its way from one side to the other, resting in the middle. Shapes only; the words beside it say the same. */
export function Picture({ label }: { label: string }) {
  return (
    <svg className="front-picture flip" viewBox="0 0 480 340" role="img" aria-label={label}>
      <path className="p-path" d="M92 196 C 140 120, 176 112, 204 128" />
      <path className="p-path" d="M276 128 C 304 112, 340 120, 388 196" />
      <path className="p-path back" d="M188 236 C 160 262, 128 262, 104 244" />
      <g className="p-card" transform="translate(28 186)">
        <rect width="104" height="112" rx="16" />
        <circle className="p-fill" cx="52" cy="38" r="15" />
        <path className="p-fill" d="M24 84c3-17 14-25 28-25s25 8 28 25z" />
      </g>
      <g className="p-card" transform="translate(348 186)">
        <rect width="104" height="112" rx="16" />
        <path className="p-line" d="M26 46 52 33l26 13v30L52 89 26 76z" />
        <path className="p-line" d="M26 46 52 59l26-13M52 59v30" />
      </g>
      <g transform="translate(172 64)">
        <rect className="p-safe" width="136" height="160" rx="24" />
        <circle className="p-ring" cx="68" cy="70" r="40" />
        <path className="p-ring now" d="M68 30a40 40 0 1 1-37.6 26.3" />
        <rect className="p-lock" x="52" y="66" width="32" height="25" rx="5" />
        <path className="p-lock-bow" d="M58 66v-7a10 10 0 0 1 20 0v7" />
        <rect className="p-fill soft" x="34" y="128" width="68" height="9" rx="4.5" />
      </g>
      <g className="p-coin" transform="translate(146 122)"><circle r="13" /><path d="M-4.5 0h9M0-4.5v9" /></g>
      <g className="p-tick" transform="translate(338 126)"><circle r="13" /><path d="m-5.5 0 4 4.2 7-8.2" /></g>
    </svg>
  );
}
