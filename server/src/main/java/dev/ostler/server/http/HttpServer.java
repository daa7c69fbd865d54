// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Listens on one address. Event loops move bytes; each request is handled on a virtual thread. */
public final class HttpServer implements AutoCloseable {
    private final RequestHandler handler;
    private final HttpLimits limits;
    private final Connections connections;
    private final EventLoopGroup loops;
    private final Channel listener;

    private HttpServer(RequestHandler handler, HttpLimits limits, InetSocketAddress address)
            throws CannotListenException {
        this.handler = handler;
        this.limits = limits;
        this.connections = new Connections(limits);
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("event-loop"), io);
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        try {
            this.listener = new ServerBootstrap()
                    .group(loops)
                    .channel(type)
                    .option(ChannelOption.SO_BACKLOG, 1024)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .childOption(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new AdaptiveRecvByteBufAllocator(2 << 10, 8 << 10, HttpLimits.MAX_READ_BYTES)
                                    .maxMessagesPerRead(1))
                    .childHandler(new Pipeline())
                    .bind(address)
                    .syncUninterruptibly()
                    .channel();
        } catch (Exception e) {
            // Netty throws what the system said as it is, checked or not.
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
            throw new CannotListenException(address, e);
        }
    }

    /**
     * Starts to answer on {@code address}; port 0 takes a free one.
     *
     * @throws CannotListenException another program listens there, or nobody may
     */
    public static HttpServer start(RequestHandler handler, HttpLimits limits, InetSocketAddress address)
            throws CannotListenException {
        return new HttpServer(handler, limits, address);
    }

    /** The whole way of a request through Netty. */
    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (!connections.admit(channel)) {
                return;
            }
            HeadDecoder decoder = new HeadDecoder();
            HeadDeadline deadline = new HeadDeadline(limits.headTimeout(), decoder);
            channel.pipeline()
                    .addLast(new IdleStateHandler(
                            true, 0, 0, limits.stallTimeout().toMillis(), TimeUnit.MILLISECONDS))
                    .addLast(deadline)
                    .addLast(decoder)
                    .addLast(new RequestBridge(handler, limits, connections, deadline));
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Takes no new connections and no new requests; waits for those at work, at most {@code patience}. */
    public void drain(Duration patience) {
        listener.close().syncUninterruptibly();
        connections.drain(patience);
    }

    /** Closes what is still open. */
    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        connections.closeAll();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
