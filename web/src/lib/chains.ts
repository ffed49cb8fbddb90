// What a wallet wants to know before it adds a network (EIP-3085). Only public endpoints that the networks' own documentation names:
// the page itself never calls them, and a platform's own endpoints are nobody's business.

export interface KnownChain {
  chainId: string;
  chainName: string;
  nativeCurrency: { name: string; symbol: string; decimals: number };
  rpcUrls: string[];
  blockExplorerUrls: string[];
}

type Row = [id: number, name: string, coin: string, symbol: string, rpc: string, explorer: string];

const ROWS: Row[] = [
  [10, "OP Mainnet", "Ether", "ETH", "https://mainnet.optimism.io", "https://optimistic.etherscan.io"],
  [56, "BNB Smart Chain", "BNB", "BNB", "https://bsc-dataseed.bnbchain.org", "https://bscscan.com"],
  [100, "Gnosis", "xDAI", "XDAI", "https://rpc.gnosischain.com", "https://gnosisscan.io"],
  [137, "Polygon", "POL", "POL", "https://polygon-rpc.com", "https://polygonscan.com"],
  [8453, "Base", "Ether", "ETH", "https://mainnet.base.org", "https://basescan.org"],
  [42161, "Arbitrum One", "Ether", "ETH", "https://arb1.arbitrum.io/rpc", "https://arbiscan.io"],
  [43114, "Avalanche C-Chain", "Avalanche", "AVAX", "https://api.avax.network/ext/bc/C/rpc", "https://snowtrace.io"],
  [59144, "Linea", "Ether", "ETH", "https://rpc.linea.build", "https://lineascan.build"],
];

/** The parameters of `wallet_addEthereumChain`, for networks that we know. */
export function chainOf(id: number): KnownChain | null {
  const row = ROWS.find(([known]) => known === id);
  if (!row) return null;
  const [, chainName, name, symbol, rpc, explorer] = row;
  return { chainId: `0x${id.toString(16)}`, chainName, nativeCurrency: { name, symbol, decimals: 18 }, rpcUrls: [rpc], blockExplorerUrls: [explorer] };
}
