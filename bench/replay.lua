-- Replays requests that were signed beforehand, in turn; wrk's threads share them out.
-- Usage: wrk ... -s replay.lua URL -- REQUESTS_FILE; prints one line of JSON at the end.

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
    thread:set("threads", threads)
end

function init(args)
    local file = assert(io.open(args[1], "rb"))
    local body = file:read(tonumber(file:read("*l")))
    requests = {}
    for head in file:read("*a"):gmatch("[^\30]+") do
        requests[#requests + 1] = head
    end
    file:close()
    bodies = body
    -- The threads begin at different places, so that they do not ask for the same object at the same time.
    position = math.floor(#requests * number / 8)
end

function request()
    position = position + 1
    if position > #requests then
        position = 1
    end
    return requests[position] .. bodies
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"micros":%d,"bytes":%d,"failed":%d,"broken":%d,"p50":%d,"p99":%d,"max":%d}\n',
        summary.requests, summary.duration, summary.bytes,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end
