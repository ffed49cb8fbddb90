-- Networks, RPC endpoints, assets and confirmation rules: everything about chains that an administrator edits at run time.
set local lock_timeout = '5s';

create table networks (
    chain_id bigint primary key,
    name text not null,
    native_symbol text not null,
    enabled boolean not null default true,
    confirmations integer not null,
    finality_depth integer not null,
    block_time_ms integer not null,
    explorer_url text,
    constraint networks_chain_id_positive check (chain_id > 0),
    constraint networks_name unique (name),
    constraint networks_confirmations_range check (confirmations between 1 and 10000),
    constraint networks_finality_range check (finality_depth between 1 and 100000),
    constraint networks_block_time_range check (block_time_ms between 1 and 3600000)
);
comment on table networks is 'EVM networks by EIP-155 chain id.';
comment on column networks.confirmations is 'Blocks, the one of the transfer counted, before money counts, where no band says otherwise.';
comment on column networks.finality_depth is 'Blocks under which a reorganisation is not expected any more; the scanner follows anything shallower.';

create table rpc_endpoints (
    chain_id bigint not null references networks (chain_id),
    url text not null,
    priority integer not null default 0,
    enabled boolean not null default true,
    primary key (chain_id, url),
    constraint rpc_endpoints_url_http check (url ~ '^https?://')
);
comment on column rpc_endpoints.priority is 'Lower is asked first.';

create table assets (
    id uuid primary key,
    chain_id bigint not null references networks (chain_id),
    contract bytea,
    symbol text not null,
    decimals smallint not null,
    par_currency text,
    enabled boolean not null default true,
    constraint assets_contract unique nulls not distinct (chain_id, contract),
    constraint assets_contract_length check (octet_length(contract) = 20),
    constraint assets_decimals_range check (decimals between 0 and 36),
    constraint assets_symbol_length check (length(symbol) between 1 and 32)
);
comment on table assets is 'Tokens and native coins that are accepted. The key is chain and contract; the symbol is for people only.';
comment on column assets.contract is 'Token contract; null for the native coin of the network.';
comment on column assets.par_currency is 'Currency in which one whole unit is accepted as one (a stablecoin at par); null where a rate is needed.';

create table confirmation_bands (
    chain_id bigint not null references networks (chain_id),
    asset_id uuid references assets (id),
    min_amount numeric(78, 0) not null,
    confirmations integer not null,
    constraint confirmation_bands_once unique nulls not distinct (chain_id, asset_id, min_amount),
    constraint confirmation_bands_min_amount_sign check (min_amount >= 0),
    constraint confirmation_bands_confirmations_range check (confirmations between 1 and 10000)
);
comment on table confirmation_bands is 'Confirmations by amount: the band with the highest min_amount that the amount reaches; bands of the asset go before those of the network.';
comment on column confirmation_bands.min_amount is 'In the asset''s smallest unit.';
