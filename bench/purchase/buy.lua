-- One unit per request: buyers in turn, a listing at random among the first so many, each request with a key of its own.
-- Arguments: file of access tokens, file of listing ids, how many of them, asset, a word that no other run uses.
local buyers, listings, asset, stamp = {}, {}, nil, nil
local threads, sent = 0, 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(args)
    for line in io.lines(args[1]) do buyers[#buyers + 1] = "Bearer " .. line end
    for line in io.lines(args[2]) do
        if #listings < tonumber(args[3]) then listings[#listings + 1] = line end
    end
    asset, stamp = args[4], args[5]
    math.randomseed(os.time() + number)
    sent = number * 128
end

function request()
    sent = sent + 1
    local body = '{"listingId":"' .. listings[math.random(#listings)] .. '","units":1,"unitPrice":"0.01","payFromBalance":"' .. asset .. '"}'
    return wrk.format("POST", nil, {
        ["Authorization"] = buyers[sent % #buyers + 1],
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = stamp .. "-" .. number .. "-" .. sent,
    }, body)
end
