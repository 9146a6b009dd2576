/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause) */
/*
 * vector.h: MSI-X vectors, each with a file in /dev. What is added and started here for a device
 * is released with it, by devres. Functions return 0 or a negative error.
 */
#ifndef UIO_IVSHMEM_VECTOR_H
#define UIO_IVSHMEM_VECTOR_H

struct ivshmem_vector;
struct pci_dev;
struct uio_info;

/* The device numbers and the class of the files, for the life of the module. */
int ivshmem_vectors_init(void);
void ivshmem_vectors_exit(void);

/* Adds the file of a vector, which is not notified yet; an ERR_PTR() on failure. */
struct ivshmem_vector *ivshmem_vector_add(struct pci_dev *pdev, int index);

/*
 * Requests the vector's interrupt, of which there must be pci_alloc_irq_vectors(). From here on its
 * file and the UIO device, which must be registered, are notified.
 */
int ivshmem_vector_start(struct ivshmem_vector *vector, struct pci_dev *pdev, struct uio_info *uio);

#endif
