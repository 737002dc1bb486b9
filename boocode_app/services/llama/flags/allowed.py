"""The flags that a person may set, each with the bounds of its value."""

from boocode_app.services.llama.flags.kinds import allowed, switch
from boocode_app.services.llama.flags.rules import (
    cache_type,
    decimal,
    gpu_layers,
    one_of,
    shaped,
    spec_type,
    template_arguments,
    whole,
)

CONTEXT = whole(256, 4_194_304)
THREADS = whole(1, 512)
CPU_MASK = shaped(r"(?:0x)?[0-9A-Fa-f]{1,256}", "a mask in hexadecimal digits")
CPU_RANGE = shaped(r"[0-9]{1,4}-[0-9]{1,4}", "a range of processors as in 0-7")
ZERO_OR_ONE = one_of("0", "1")
FACTOR = decimal(-1, 1000)
PROBABILITY = decimal(0, 1)
PENALTY = decimal(-10, 10)
SHARES = shaped(r"[0-9]{1,6}(?:\.[0-9]{1,6})?(?:,[0-9]{1,6}(?:\.[0-9]{1,6})?){0,31}", "a list 3,1")

MEMORY = (
    allowed("--ctx-size", "-c", rule=CONTEXT),
    allowed("--parallel", "-np", rule=whole(1, 64)),
    allowed("--batch-size", "-b", rule=whole(32, 65_536)),
    allowed("--ubatch-size", "-ub", rule=whole(32, 65_536)),
    allowed("--cache-type-k", "-ctk", rule=cache_type),
    allowed("--cache-type-v", "-ctv", rule=cache_type),
    allowed("--cache-ram", "-cram", rule=whole(-1, 1_048_576)),
    *switch("--kv-unified", "-kvu", off=("--no-kv-unified", "-no-kvu")),
    allowed("--kv-unified-per-slot", rule=CONTEXT),
    *switch("--kv-offload", "-kvo", off=("--no-kv-offload", "-nkvo")),
    *switch("--cache-prompt", off=("--no-cache-prompt",)),
    allowed("--cache-reuse", rule=whole(0, 1_000_000)),
    *switch("--cache-idle-slots", off=("--no-cache-idle-slots",)),
    allowed("--ctx-checkpoints", "--swa-checkpoints", "-ctxcp", rule=whole(0, 1024)),
    allowed("--checkpoint-min-step", "-cms", rule=whole(0, 1_000_000)),
    allowed("--slot-prompt-similarity", "-sps", rule=PROBABILITY),
    *switch("--swa-full"),
    *switch("--context-shift", off=("--no-context-shift",)),
    allowed(
        "--load-mode", "-lm", rule=one_of("auto", "none", "mmap", "mlock", "mmap+mlock", "dio")
    ),
    allowed("--lazy-mode", "-lzm", rule=one_of("auto", "on", "off")),
)
PROCESSORS = (
    allowed("--threads", "-t", rule=THREADS),
    allowed("--threads-batch", "-tb", rule=THREADS),
    allowed("--threads-http", rule=whole(1, 64)),
    allowed("--cpu-mask", "-C", rule=CPU_MASK),
    allowed("--cpu-mask-batch", "-Cb", rule=CPU_MASK),
    allowed("--cpu-range", "-Cr", rule=CPU_RANGE),
    allowed("--cpu-range-batch", "-Crb", rule=CPU_RANGE),
    allowed("--cpu-strict", rule=ZERO_OR_ONE),
    allowed("--cpu-strict-batch", rule=ZERO_OR_ONE),
    allowed("--prio", rule=whole(-1, 2)),
    allowed("--prio-batch", rule=whole(0, 2)),
    allowed("--poll", rule=whole(0, 100)),
    allowed("--poll-batch", rule=ZERO_OR_ONE),
    allowed("--numa", rule=one_of("distribute", "isolate", "numactl")),
    *switch("--repack", off=("--no-repack", "-nr")),
    *switch("--no-host"),
)
GPUS = (
    allowed("--gpu-layers", "--n-gpu-layers", "-ngl", rule=gpu_layers),
    allowed("--flash-attn", "-fa", rule=one_of("on", "off", "auto")),
    allowed("--device", "-dev", rule=shaped(r"[A-Za-z0-9_:,]{1,200}", "a list of devices")),
    allowed("--split-mode", "-sm", rule=one_of("none", "layer", "row", "tensor")),
    allowed("--tensor-split", "-ts", rule=SHARES),
    allowed("--main-gpu", "-mg", rule=whole(0, 63)),
    allowed("--fit", "-fit", rule=one_of("on", "off")),
    allowed(
        "--fit-target", "-fitt", rule=shaped(r"[0-9]{1,7}(?:,[0-9]{1,7}){0,31}", "a list in MiB")
    ),
    allowed("--fit-ctx", "-fitc", rule=CONTEXT),
    *switch("--op-offload", off=("--no-op-offload",)),
    *switch("--cpu-moe", "-cmoe"),
    allowed("--n-cpu-moe", "-ncmoe", rule=whole(0, 10_000)),
    allowed("--n-cpu-ffn", "-ncffn", rule=whole(0, 10_000)),
)
SPECULATION = (
    allowed("--spec-type", rule=spec_type),
    allowed("--spec-ngram-mod-n-match", rule=whole(1, 1024)),
    allowed("--spec-ngram-mod-n-min", rule=whole(0, 1024)),
    allowed("--spec-ngram-mod-n-max", rule=whole(1, 1024)),
)
LONG_CONTEXT = (
    allowed("--rope-scaling", rule=one_of("none", "linear", "yarn")),
    allowed("--rope-scale", rule=decimal(0, 1000)),
    allowed("--rope-freq-base", rule=decimal(0, 999_999_999)),
    allowed("--rope-freq-scale", rule=decimal(0, 1000)),
    allowed("--yarn-orig-ctx", rule=whole(0, 4_194_304)),
    allowed("--yarn-ext-factor", rule=FACTOR),
    allowed("--yarn-attn-factor", rule=FACTOR),
    allowed("--yarn-beta-slow", rule=FACTOR),
    allowed("--yarn-beta-fast", rule=FACTOR),
)
SAMPLING = (
    allowed("--predict", "--n-predict", "-n", rule=whole(-1, 1_000_000)),
    allowed("--keep", rule=whole(-1, 4_194_304)),
    allowed("--seed", "-s", rule=whole(-1, 4_294_967_295)),
    allowed("--samplers", rule=shaped(r"[a-z_;]{1,200}", "names of samplers with ; between")),
    allowed("--sampler-seq", "--sampling-seq", rule=shaped(r"[a-z]{1,32}", "letters of samplers")),
    allowed("--temp", "--temperature", rule=decimal(0, 100)),
    allowed("--top-k", rule=whole(0, 1_000_000)),
    allowed("--top-p", rule=PROBABILITY),
    allowed("--min-p", rule=PROBABILITY),
    allowed("--top-n-sigma", "--top-nsigma", rule=decimal(-1, 100)),
    allowed("--typical", "--typical-p", rule=PROBABILITY),
    allowed("--xtc-probability", rule=PROBABILITY),
    allowed("--xtc-threshold", rule=PROBABILITY),
    allowed("--repeat-last-n", rule=whole(-1, 4_194_304)),
    allowed("--repeat-penalty", rule=PENALTY),
    allowed("--presence-penalty", rule=PENALTY),
    allowed("--frequency-penalty", rule=PENALTY),
    allowed("--dry-multiplier", rule=decimal(0, 100)),
    allowed("--dry-base", rule=decimal(0, 100)),
    allowed("--dry-allowed-length", rule=whole(0, 1_000_000)),
    allowed("--dry-penalty-last-n", rule=whole(-1, 4_194_304)),
    allowed("--dynatemp-range", rule=decimal(0, 100)),
    allowed("--dynatemp-exp", rule=decimal(0, 100)),
    allowed("--mirostat", rule=whole(0, 2)),
    allowed("--mirostat-lr", rule=decimal(0, 100)),
    allowed("--mirostat-ent", rule=decimal(0, 100)),
    allowed("--adaptive-target", rule=decimal(-1, 1)),
    allowed("--adaptive-decay", rule=decimal(0, 0.99)),
    allowed("--logit-bias", "-l", rule=shaped(r"[0-9]{1,7}[+-][0-9.]{1,9}", "as in 15043+1")),
    *switch("--ignore-eos"),
    *switch("--backend-sampling", "-bs"),
)
CHAT = (
    allowed("--chat-template", rule=shaped(r"[a-z0-9][a-z0-9._-]{0,63}", "the name of a template")),
    allowed("--chat-template-kwargs", rule=template_arguments),
    allowed("--reasoning", "-rea", rule=one_of("on", "off", "auto")),
    allowed("--reasoning-format", rule=one_of("auto", "none", "deepseek", "deepseek-legacy")),
    allowed(
        "--reasoning-effort",
        rule=one_of("default", "minimal", "low", "medium", "high", "xhigh", "max"),
    ),
    allowed("--reasoning-budget", rule=whole(-1, 1_000_000)),
    allowed("--reasoning-budget-message", rule=shaped(r"[ -~]{1,200}", "a short plain text")),
    *switch("--reasoning-preserve", off=("--no-reasoning-preserve",)),
    *switch("--skip-chat-parsing", off=("--no-skip-chat-parsing",)),
    *switch("--prefill-assistant", off=("--no-prefill-assistant",)),
    *switch("--special", "-sp"),
    *switch("--spm-infill"),
)
SERVING = (
    *switch("--cont-batching", "-cb", off=("--no-cont-batching", "-nocb")),
    *switch("--warmup", off=("--no-warmup",)),
    *switch("--check-tensors"),
    *switch("--perf", off=("--no-perf",)),
    *switch("--offline"),
    allowed("--timeout", "-to", rule=whole(1, 86_400)),
    allowed("--sse-ping-interval", rule=whole(-1, 3600)),
    allowed("--verbosity", "--log-verbosity", "-lv", rule=whole(2, 4)),
)
ALLOWED = (
    *MEMORY,
    *PROCESSORS,
    *GPUS,
    *SPECULATION,
    *LONG_CONTEXT,
    *SAMPLING,
    *CHAT,
    *SERVING,
)
