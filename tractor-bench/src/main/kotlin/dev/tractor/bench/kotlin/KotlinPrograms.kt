package dev.tractor.bench.kotlin

import dev.tractor.bench.Laps
import dev.tractor.bench.Program
import dev.tractor.bench.Programs
import dev.tractor.bench.Workload
import java.util.Optional
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/**
 * Coroutines on the default dispatcher, which is made for work that does not block, and channels with buffers. There is no
 * actor in kotlinx.coroutines that is not obsolete: a coroutine that receives from a channel stands for it.
 */
class KotlinPrograms : Programs {
    override fun program(workload: Workload): Optional<Program> =
        Optional.ofNullable(
            when (workload) {
                is Workload.Pass -> Program { pass(workload.messages, workload.capacity) }
                is Workload.Stream -> Program { pass(workload.messages, workload.capacity) }
                is Workload.Ask -> Asking(workload)
                is Workload.Start -> Starting(workload)
                is Workload.Blocks -> Program { blocks(workload) }
                is Workload.Skynet -> Program { runBlocking(Dispatchers.Default) { skynet(0, workload.leaves()) } }
                else -> null
            }
        )
}

private fun pass(messages: Int, capacity: Int): Long =
    runBlocking(Dispatchers.Default) {
        val channel = Channel<Int>(capacity)
        launch {
            for (i in 0 until messages) {
                channel.send(i % Workload.NUMBERS)
            }
        }
        async {
                var sum = 0L
                for (i in 0 until messages) {
                    sum += channel.receive()
                }
                sum
            }
            .await()
    }

private fun blocks(work: Workload.Blocks): Long =
    runBlocking(Dispatchers.Default) {
        var sum = 0L
        for (block in 0 until work.blocks) {
            sum += coroutineScope { List(work.forks) { i -> async { i % Workload.NUMBERS } }.awaitAll().sum() }
        }
        sum
    }

private suspend fun skynet(first: Long, leaves: Long): Long {
    if (leaves == 1L) {
        return first
    }
    val each = leaves / Workload.Skynet.CHILDREN
    return coroutineScope {
        List(Workload.Skynet.CHILDREN) { child -> async { skynet(first + child * each, each) } }.awaitAll().sum()
    }
}

private class Request(val number: Int) {
    val reply = CompletableDeferred<Int>()
}

private class Asking(private val ask: Workload.Ask) : Program.Timed {
    private val scope = CoroutineScope(Dispatchers.Default)
    private val requests = Channel<Request>(CAPACITY)
    private val laps = List(ask.clients) { Laps(ask.each()) }

    init {
        scope.launch {
            for (request in requests) {
                request.reply.complete(request.number + 1)
            }
        }
    }

    override fun run(): Long =
        runBlocking(Dispatchers.Default) { laps.map { own -> async { client(own) } }.awaitAll().sum() }

    private suspend fun client(own: Laps): Long {
        var sum = 0L
        own.begin()
        for (i in 0 until ask.each()) {
            val request = Request(i % Workload.NUMBERS)
            requests.send(request)
            sum += request.reply.await()
            own.lap()
        }
        return sum
    }

    override fun laps(): List<Laps> = laps

    override fun close() {
        scope.cancel()
    }

    private companion object {
        const val CAPACITY = 1024
    }
}

private class Starting(private val start: Workload.Start) : Program {
    private var crowd: Job? = null

    override fun run(): Long {
        val begun = CountDownLatch(start.actors)
        val scope = CoroutineScope(Dispatchers.Default)
        crowd = scope.coroutineContext[Job]
        for (i in 0 until start.actors) {
            val mailbox = Channel<Int>(Channel.UNLIMITED)
            scope.launch {
                begun.countDown()
                for (message in mailbox) {
                    check(message >= 0)
                }
            }
        }
        begun.await()
        return start.actors - begun.count
    }

    override fun after() {
        val ended = crowd ?: return
        runBlocking {
            ended.cancel()
            ended.join()
        }
        crowd = null
    }
}
