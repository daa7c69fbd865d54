# Sourced by ./ostler, ./build and bench/run: sets OSTLER_JDK to a JDK 25 or newer, or ends with exit code 78.

jdk_release() { # the feature release of the JDK in $1, or nothing
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
    local candidate release
    local on_path
    on_path=$(command -v java 2>/dev/null || true)
    [ -z "$on_path" ] || on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
    for candidate in \
        "${OSTLER_JAVA_HOME:-}" "${JAVA_HOME:-}" "${on_path%/bin/java}" \
        /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* \
        "${MISE_DATA_DIR:-$HOME/.local/share/mise}"/installs/java/* "${ASDF_DATA_DIR:-$HOME/.asdf}"/installs/java/*; do
        [ -n "$candidate" ] || continue
        release=$(jdk_release "$candidate")
        if [ -n "$release" ] && [ "$release" -ge 25 ]; then
            OSTLER_JDK=$candidate
            return 0
        fi
    done
    return 1
}

if ! find_jdk; then
    cat >&2 <<'MESSAGE'
ostler: needs JDK 25 or newer, and found none in OSTLER_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm, Homebrew, SDKMAN, ~/.jdks, mise or asdf.
  Debian, Ubuntu:  apt-get install openjdk-25-jdk     (or temurin-25-jdk)
  macOS:           brew install openjdk@25
  SDKMAN:          sdk install java 25-tem
  no JDK at all:   docker build -t ostler -f docker/Dockerfile . && docker run --rm -p 127.0.0.1:9000:9000 ostler
Installed elsewhere? Say where: OSTLER_JAVA_HOME=/path/to/jdk
MESSAGE
    exit 78
fi
