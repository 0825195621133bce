/* What Rust's standard library asks of Windows and Wine 8 lacks: random bytes, from the older call that Wine has. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *bytes, unsigned long count);

__declspec(dllexport) int __stdcall ProcessPrng(void *bytes, unsigned long long count)
{
    for (unsigned char *at = bytes; count > 0;) {
        unsigned long some = count > 0x10000 ? 0x10000 : (unsigned long)count;
        if (!SystemFunction036(at, some)) return 0;
        at += some, count -= some;
    }
    return 1;
}
