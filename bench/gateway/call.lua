-- One call per request, access tokens in turn. Argument: file of access tokens.
local tokens, sent, threads = {}, 0, 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(args)
    for line in io.lines(args[1]) do tokens[#tokens + 1] = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. line }) end
    sent = number * 32
end

function request()
    sent = sent + 1
    return tokens[sent % #tokens + 1]
end
