/* A PKCS#11 driver for tests: SoftHSM2 behind it, and in front what real vendors' drivers do. STRANGE says what:
 * load-hang, load-crash, login-hang, login-crash, sign-hang, sign-crash: at that call;
 * pad: the PIN is typed on the device (read from the file STRANGE_PAD), one from the program is refused;
 * low, final, locked: flags of the PIN's tries; raw: no mechanism that hashes. STRANGE_INNER is the real driver. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong_;
typedef ulong_ (*call)();

enum { GET_TOKEN_INFO = 6, GET_MECHANISM_LIST = 7, LOGIN = 18, SIGN = 43, FUNCTIONS = 68 };
enum { FLAGS = 96 }; /* CK_TOKEN_INFO: label 32, manufacturer 32, model 16, serial 16, then flags */

static struct { unsigned char version[2]; call at[FUNCTIONS]; } ours, *inner;

static int is(const char *what) { const char *mode = getenv("STRANGE"); return mode && !strcmp(mode, what); }

static void strike(const char *where) {
    char word[32];
    snprintf(word, sizeof word, "%s-hang", where);
    if (is(word)) for (;;) pause();
    snprintf(word, sizeof word, "%s-crash", where);
    if (is(word)) *(volatile int *)0 = 1;
}

static ulong_ token_info(ulong_ slot, unsigned char *info) {
    ulong_ result = inner->at[GET_TOKEN_INFO](slot, info), flags;
    memcpy(&flags, info + FLAGS, sizeof flags);
    if (is("pad")) flags |= 0x100;
    if (is("low")) flags |= 0x10000;
    if (is("final")) flags |= 0x30000;
    if (is("locked")) flags |= 0x40000;
    memcpy(info + FLAGS, &flags, sizeof flags);
    return result;
}

static ulong_ mechanisms(ulong_ slot, ulong_ *list, ulong_ *count) {
    ulong_ result = inner->at[GET_MECHANISM_LIST](slot, list, count), kept = 0;
    if (result || !list || !is("raw")) return result;
    for (ulong_ n = 0; n < *count; n++)
        if (list[n] != 0x40 && list[n] != 0x1044) list[kept++] = list[n]; /* SHA256_RSA_PKCS, ECDSA_SHA256 */
    *count = kept;
    return 0;
}

static ulong_ login(ulong_ session, ulong_ user, const char *pin, ulong_ length) {
    strike("login");
    if (!is("pad")) return inner->at[LOGIN](session, user, pin, length);
    if (pin) return 0xA0; /* CKR_PIN_INCORRECT: here it is typed on the device */
    char typed[32] = "";
    FILE *pad = fopen(getenv("STRANGE_PAD"), "r");
    size_t got = pad ? fread(typed, 1, sizeof typed, pad) : 0;
    if (pad) fclose(pad);
    return inner->at[LOGIN](session, user, typed, (ulong_)got);
}

static ulong_ sign(ulong_ session, void *data, ulong_ size, void *signature, ulong_ *length) {
    strike("sign");
    return inner->at[SIGN](session, data, size, signature, length);
}

__attribute__((constructor)) static void load(void) { strike("load"); }

ulong_ C_GetFunctionList(void **list) {
    void *library = dlopen(getenv("STRANGE_INNER"), RTLD_NOW);
    call get = library ? (call)dlsym(library, "C_GetFunctionList") : 0;
    if (!get || get(&inner)) return 5; /* CKR_GENERAL_ERROR */
    memcpy(&ours, inner, sizeof ours);
    ours.at[3] = (call)C_GetFunctionList;
    ours.at[GET_TOKEN_INFO] = (call)token_info;
    ours.at[GET_MECHANISM_LIST] = (call)mechanisms;
    ours.at[LOGIN] = (call)login;
    ours.at[SIGN] = (call)sign;
    *list = &ours;
    return 0;
}
